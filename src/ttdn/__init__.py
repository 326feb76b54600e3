"""Hệ thống thông tin đối ngoại (TTĐN): external information of Viet Nam, filed and traced."""
