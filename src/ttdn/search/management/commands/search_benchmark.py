"""`ttdn search_benchmark`: how good, fast and large the search is on a judged set."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from ttdn.search.benchmark import measure, read_corpus, read_queries
from ttdn.search.engines import ENGINES


class Command(BaseCommand):
    def add_arguments(self, parser: CommandParser) -> None:
        """Two files of JSON lines."""
        parser.description = _("Đo chất lượng và tốc độ tìm kiếm trên một bộ câu hỏi đã có đáp án.")
        parser.add_argument("corpus", type=Path, help=_("Tệp JSON từng dòng: id, title, text."))
        parser.add_argument("queries", type=Path, help=_("Tệp JSON từng dòng: query, relevant_ids."))
        parser.add_argument(
            "--engine", choices=sorted(ENGINES), action="append", help=_("Chỉ đo công cụ này; mặc định đo tất cả.")
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a table in Markdown."""
        for path in (options["corpus"], options["queries"]):
            if not path.is_file():
                raise CommandError(_("Không có tệp %(path)s.") % {"path": path})
        corpus, queries = read_corpus(options["corpus"]), read_queries(options["queries"])
        self.stdout.write("| engine | query | recall@10 | MRR@10 | nDCG@10 | p50 ms | p95 ms | index s | index MB |")
        self.stdout.write("|---|---|---|---|---|---|---|---|---|")
        for name in options["engine"] or sorted(ENGINES, reverse=True):
            report = measure(name, corpus, queries)
            for each in report.qualities:
                self.stdout.write(
                    f"| {name} | {each.form} | {each.recall:.3f} | {each.reciprocal_rank:.3f} | {each.gain:.3f} "
                    f"| {each.p50:.2f} | {each.p95:.2f} | {report.index_seconds:.2f} | {report.megabytes:.1f} |"
                )
        self.stdout.write(
            _("%(documents)s tài liệu, %(questions)s câu hỏi.") % {"documents": len(corpus), "questions": len(queries)}
        )
