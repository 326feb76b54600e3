"""Documents of plain office work to lay out: every component, and any length."""

from dataclasses import replace
from datetime import date

from ttdn.docgen.model import (
    Annex,
    Block,
    BulletList,
    Column,
    Document,
    Figure,
    Heading,
    Issuer,
    Note,
    Paragraph,
    Run,
    Signature,
    Table,
    plain,
)
from ttdn.docgen.wording import with_closing_mark

MARK = "DỮ LIỆU TRÌNH DIỄN"
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
SENTENCES = (
    "Thực hiện Thông tư số 02/2019/TT-BTTTT ngày 08 tháng 3 năm 2019 của Bộ Thông tin và Truyền thông, Bộ đã ban hành văn bản chỉ đạo, phân công đơn vị đầu mối và bố trí cán bộ phụ trách công tác thông tin đối ngoại. ",
    "Trong năm, các đơn vị đã tổ chức 12 lớp tập huấn cho 1.234 lượt cán bộ, phóng viên, biên tập viên; nội dung gồm kỹ năng cung cấp thông tin, ngoại ngữ và theo dõi dư luận báo chí. ",
    "Việc xuất bản 45 ấn phẩm bằng 7 ngôn ngữ được thực hiện đúng kế hoạch, phối hợp với các cơ quan báo chí ở trong nước và nước ngoài. ",
    "Kinh phí bố trí từ ngân sách nhà nước là 1.500,5 triệu đồng, đã sử dụng 92,4% so với dự toán được giao. ",
)


def prose(seed: int, sentences: int) -> str:
    """Give running text, never twice the same."""
    picked = [SENTENCES[(seed + step) % len(SENTENCES)] for step in range(sentences)]
    return f"Nội dung {seed}: " + "".join(picked).strip()


def task_table(rows: int) -> Table:
    """Give a plan table of five columns with a total row."""
    owners = ("Vụ Hợp tác quốc tế", "Cục Thông tin cơ sở và Thông tin đối ngoại", "Văn phòng Bộ")
    body = tuple(
        (
            str(row),
            "Tổ chức tập huấn nghiệp vụ thông tin đối ngoại" + " cho cán bộ các cấp, phóng viên báo chí" * (row % 3),
            owners[row % 3],
            f"Quý {row % 4 + 1}/2024",
            f"{row * 37 % 997},5",
        )
        for row in range(1, rows + 1)
    )
    columns = (
        Column("TT", 0.6, "center"),
        Column("Nhiệm vụ", 4),
        Column("Đơn vị chủ trì", 2),
        Column("Thời gian", 1.4, "center"),
        Column("Kinh phí (triệu đồng)", 1.5, "right"),
    )
    total = ("", "Tổng cộng", "", "", "12.345,5")
    return Table(columns, (*body, total), caption="Bảng 1. Nhiệm vụ trọng tâm", total_row=True, anchor="table")


def wide_annex(rows: int = 40) -> Annex:
    """Give a landscape annex with a table of nine columns."""
    columns = (Column("Đơn vị", 1.6), *(Column(f"Tháng {month}", 1, "right") for month in range(1, 9)))
    body = tuple((f"Đơn vị {row}", *(f"{row * m}.000" for m in range(1, 9))) for row in range(1, rows + 1))
    return Annex("Phụ lục II", "Biểu tổng hợp kinh phí", (Table(columns, body),), landscape=True, anchor="annex-2")


def report(sections: int, paragraphs: int, rows: int, *, annexes: bool = True) -> Document:
    """Give a report on the form of Phụ lục 02: headings, prose, lists, a table, annexes."""
    blocks: list[Block] = []
    for number in range(sections):
        label = f"{ROMAN[number % len(ROMAN)]}."
        blocks.append(Heading(1, label, "KẾT QUẢ THỰC HIỆN NHIỆM VỤ", anchor=f"s{number}"))
        for step in range(paragraphs):
            if step % 4 == 0:
                title = "Xây dựng và ban hành văn bản chỉ đạo, điều hành hoạt động thông tin đối ngoại"
                blocks.append(Heading(2, f"{step // 4 + 1}.", title, anchor=f"s{number}-{step}"))
            if step % 7 == 3:
                blocks.append(Heading(3, "5a.", "Hoạt động hội nhập quốc tế"))
            seed = number * 100 + step
            runs = (
                Run(prose(seed, 2 + seed % 5) + " Số lượng: "),
                Run("45 ấn phẩm", bold=True),
                Run(" và "),
                Run("ước thực hiện 60", italic=True, mark="estimate"),
                Run("."),
            )
            blocks.append(Paragraph(runs, anchor=f"p{number}-{step}"))
            if step % 5 == 2:
                blocks.append(BulletList(("Tập huấn, bồi dưỡng nghiệp vụ;", prose(seed, 2), "Hoạt động khác.")))
    if rows:
        blocks += [task_table(rows), Note("Số liệu tính đến ngày 31/10/2024.")]
    blocks.append(plain(prose(7, 2)))
    first = Annex("Phụ lục I", "Danh mục nhiệm vụ", (Heading(1, "I.", "NHIỆM VỤ"), plain(prose(3, 3))))
    document = Document(
        form_id="phu_luc_02",
        issuer=Issuer("Bộ Văn hóa, Thể thao và Du lịch"),
        number="TD-12",
        symbol="BC-BVHTTDL",
        place="Hà Nội",
        issued_on=date(2024, 11, 5),
        type_name="BÁO CÁO",
        subject="Tổng kết công tác quản lý nhà nước về thông tin đối ngoại năm 2024",
        addressees=("Thủ tướng Chính phủ", "Bộ Ngoại giao"),
        legal_bases=("Căn cứ Nghị định số 72/2015/NĐ-CP", "Căn cứ Thông tư số 02/2019/TT-BTTTT"),
        blocks=tuple(blocks),
        recipients=("Như trên", "Các bộ, cơ quan ngang bộ, cơ quan thuộc Chính phủ", "Lưu: VT, TTĐN"),
        signature=Signature(("KT. BỘ TRƯỞNG", "THỨ TRƯỞNG"), "Nguyễn Văn A"),
        mark=MARK,
        annexes=(first, wide_annex()) if annexes else (),
        provisional_note="tạm dùng, chưa đối chiếu",
    )
    return with_closing_mark(document)


def plan() -> Document:
    """Give a short plan that has no number yet."""
    undated = replace(report(2, 3, 8, annexes=False), number=None, issued_on=None, year=2024)
    return replace(
        undated,
        form_id="phu_luc_01",
        symbol="KH-BVHTTDL",
        type_name="KẾ HOẠCH",
        subject="Hoạt động thông tin đối ngoại năm 2024",
        addressees=(),
        provisional_note=None,
        mark=None,
    )


def letter() -> Document:
    """Give a công văn with every optional component."""
    return Document(
        form_id="cong_van",
        issuer=Issuer("Cục Thông tin cơ sở và Thông tin đối ngoại", "Bộ Văn hóa, Thể thao và Du lịch"),
        number="5",
        symbol="TTCS-TTĐN",
        place="Hà Nội",
        issued_on=date(2026, 2, 5),
        subject="đôn đốc gửi báo cáo công tác thông tin đối ngoại năm 2025",
        addressees=("Bộ Ngoại giao",),
        urgency="KHẨN",
        circulation="LƯU HÀNH NỘI BỘ",
        blocks=(plain(prose(1, 3)), plain("Trân trọng cảm ơn./.")),
        recipients=("Như trên", "Lưu: VT, TTĐN"),
        signature=Signature(("CỤC TRƯỞNG",), "Phạm Văn B"),
        footer_contact="Địa chỉ: Hà Nội\nThư điện tử: lienhe@vidu.vn",
    )


def short(text: str) -> Document:
    """Give a document of one paragraph."""
    return Document("f", Issuer("Bộ A"), "BC-A", "Thử nghiệm", type_name="BÁO CÁO", blocks=(plain(text),))


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="80" height="40"><rect width="80" height="40" fill="#1f5fa8"/></svg>'


def mixed() -> Document:
    """Give a document with every kind of block, parts with titles, long words and odd alignments."""
    columns = (Column("TT", 0.2, "center"), Column("Nội dung", 5), Column("Số tiền (đồng)", 0.5, "right"))
    rows = (
        ("1", "Khoản chi", "1.234.567.890"),
        ("2", "https://vidu.vn/" + "duong-dan-" * 12, "98.765.432"),
        ("", "Cộng", "1.333.333.322"),
    )
    blocks: tuple[Block, ...] = (
        Heading(1, "Phần I", "Tình hình thực hiện"),
        Heading(1, "I.", "KẾT QUẢ"),
        Heading(4, "a)", "Điểm có tên"),
        Paragraph((Run("Đoạn đậm. ", bold=True), Run(prose(5, 3), italic=True)), indent=1),
        Paragraph((Run("Căn giữa"),), align="center"),
        Paragraph((Run("Căn phải"),), align="right"),
        Paragraph((Run(prose(6, 2)),), align="left"),
        Table(columns, rows, caption="Bảng 2. Kinh phí", header_rows=1, total_row=True),
        Figure(SVG, "image/svg+xml", "Biểu đồ một màu", caption="Hình 1. Biểu đồ", width_mm=80),
        Figure(SVG, "image/svg+xml", "Biểu đồ không tên", width_mm=60),
        *(plain(prose(seed, 4)) for seed in range(12)),
        Note("Ghi chú cuối."),
    )
    return replace(report(1, 1, 0, annexes=False), blocks=blocks, legal_bases=())
