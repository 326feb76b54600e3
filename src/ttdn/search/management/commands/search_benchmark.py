"""`ttdn search_benchmark`: how good, fast and large the search is on a judged set."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from ttdn.search.benchmark import SMALL, Report, measure, read_corpus, read_queries
from ttdn.search.engines import ENGINES


class Command(BaseCommand):
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Two files of JSON lines."""
        parser.description = _("Đo chất lượng và tốc độ tìm kiếm trên một bộ câu hỏi đã có đáp án.")
        parser.add_argument("corpus", type=Path, help=_("Tệp JSON từng dòng: id, title, text."))
        parser.add_argument("queries", type=Path, help=_("Tệp JSON từng dòng: query, relevant_ids."))
        parser.add_argument(
            "--engine", choices=sorted(ENGINES), action="append", help=_("Chỉ đo công cụ này; mặc định đo tất cả.")
        )
        parser.add_argument(
            "--items",
            type=int,
            default=0,
            help=_("Số tài liệu trong chỉ mục; phần thiếu được ghép từ câu của bộ đã cho."),
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print tables in Markdown; fail when a document number does not bring its document first."""
        for path in (options["corpus"], options["queries"]):
            if not path.is_file():
                raise CommandError(_("Không có tệp %(path)s.") % {"path": path})
        corpus, queries = read_corpus(options["corpus"]), read_queries(options["queries"])
        names = options["engine"] or sorted(ENGINES, reverse=True)
        reports = [measure(name, corpus, queries, options["items"]) for name in names]
        self._qualities(reports)
        self._costs(reports)
        counts = {"documents": reports[0].documents, "questions": len(queries)}
        self.stdout.write(_("%(documents)s tài liệu, %(questions)s câu hỏi.") % counts)
        for report in reports:
            if report.numbers_first < 1:
                raise CommandError(
                    _("%(engine)s: chỉ %(share).1f %% số, ký hiệu đưa đúng văn bản của nó lên đầu.")
                    % {"engine": report.engine, "share": report.numbers_first * 100}
                )

    def _qualities(self, reports: list[Report]) -> None:
        self.stdout.write(
            "| engine | query | recall@10 | MRR@10 | nDCG@10 | p50 ms | p95 ms | p95 processor ms "
            "| page p95 ms | page p95 processor ms | index s | index MB |"
        )
        self.stdout.write("|---|---|---|---|---|---|---|---|---|---|---|---|")
        for report in reports:
            for each in report.qualities:
                self.stdout.write(
                    f"| {report.engine} | {each.form} | {each.recall:.3f} | {each.reciprocal_rank:.3f} "
                    f"| {each.gain:.3f} | {each.p50:.2f} | {each.p95:.2f} | {each.spent_p95:.2f} | {each.page_p95:.2f} "
                    f"| {each.page_spent_p95:.2f} | {report.index_seconds:.1f} | {report.megabytes:.1f} |"
                )

    def _costs(self, reports: list[Report]) -> None:
        self.stdout.write("")
        self.stdout.write(
            f"| engine | one more document, ms | the same with {SMALL} in place | processor ms "
            f"| the same with {SMALL} in place | document numbers first |"
        )
        self.stdout.write("|---|---|---|---|---|---|")
        for report in reports:
            cost = report.one_more
            self.stdout.write(
                f"| {report.engine} | {cost.wall:.1f} | {cost.small_wall:.1f} | {cost.processor:.1f} "
                f"| {cost.small_processor:.1f} | {report.numbers_first:.3f} |"
            )
        self.stdout.write("")
