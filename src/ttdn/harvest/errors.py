"""What can go wrong between two machines, each with its stage and a sentence for people."""

from ttdn.harvest.choices import Stage


class HarvestFault(Exception):
    """One thing that went wrong.

    Attributes:
        stage: where in the run.
        sentence: what is wrong and, where somebody can do something, what.
        retry_after: seconds that the source asked us to wait; 0: it did not say.
    """

    def __init__(self, stage: Stage, sentence: str, *, retry_after: int = 0) -> None:
        """Keep stage and sentence."""
        super().__init__(sentence)
        self.stage = stage
        self.sentence = sentence
        self.retry_after = retry_after


class TokenExpired(HarvestFault):
    """The source no longer knows our place in its list: the list is begun again from the last datestamp."""
