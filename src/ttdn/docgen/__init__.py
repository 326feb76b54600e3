"""Official documents: one model, a Word writer, a PDF writer, a preview, a reader and a comparison.

Pure Python: no Django, no clock, no database. Layout follows Nghị định 30/2020/NĐ-CP, Phụ lục I.
"""
