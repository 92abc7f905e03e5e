from enum import StrEnum


class KnownFulfillmentStatus(StrEnum):
    CANCELED = "canceled"
    CREATED = "created"
    DELIVERED = "delivered"
    DIGITIZING = "digitizing"
    DRAFT = "draft"
    FAILED = "failed"
    IN_PRODUCTION = "in_production"
    IN_TRANSIT = "in_transit"
    NOT_CONNECTED = "not_connected"
    ON_HOLD = "on_hold"
    PACKAGED = "packaged"
    PASSED = "passed"
    PENDING_APPROVAL = "pending_approval"
    PENDING_PERSONALIZATION = "pending_personalization"
    PRINTED = "printed"
    RECEIVED = "received"
    RETURNED = "returned"
    SHIPPED = "shipped"
    UPLOADING = "uploading"

    def __str__(self) -> str:
        return str(self.value)
