from enum import StrEnum


class OrderType(StrEnum):
    DRAFT = "draft"
    ORDER = "order"

    def __str__(self) -> str:
        return str(self.value)
