from enum import StrEnum


class KnownFinancialStatus(StrEnum):
    CANCELED = "canceled"
    DRAFT = "draft"
    INVOICED = "invoiced"
    PAID = "paid"
    PARTIALLY_REFUNDED = "partially_refunded"
    PENDING = "pending"
    REFUNDED = "refunded"
    REFUSED = "refused"
    TO_BE_INVOICED = "to_be_invoiced"

    def __str__(self) -> str:
        return str(self.value)
