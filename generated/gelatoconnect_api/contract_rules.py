"""The schemas of the contract, reduced to the keywords by which the library validates JSON.

Compiled from the contract together with the client. `x-chosen-by` and `x-excluded-by` name the properties that tell the
branches of a choice apart.
"""

from typing import Any, Final

SCHEMAS: Final[dict[str, dict[str, Any]]] = {
    "OrderRequest": {
        "type": "object",
        "required": ["orderReferenceId", "currency", "shippingAddress", "items"],
        "properties": {
            "orderReferenceId": {
                "type": "string",
                "pattern": "[^ \\t\\n\\r\\f\\v]",
                "x-expected": "text that is not blank",
                "x-advisory": [
                    {
                        "schema": {"not": {"enum": ["order", "search"]}},
                        "message": "Choose another reference, since `order` and `search` are paths and cannot be read by reference.",
                    },
                    {
                        "schema": {
                            "pattern": "[^ \\t\\n\\r\\f\\v\x85\xa0\xad͏\u061cᅟᅠ\u1680឴឵᠋-᠏\u2000-\u200f\u2028-\u202f\u205f-\u206f⠀\u3000ㅤ︀-️\ufeffﾠ]"
                        },
                        "message": "Choose a reference that is not blank.",
                    },
                ],
            },
            "orderType": {"$ref": "OrderType"},
            "currency": {
                "type": "string",
                "pattern": "^[A-Z]{3}\\Z",
                "x-expected": "three capital letters, as in USD",
                "x-advisory": [
                    {
                        "schema": {
                            "enum": [
                                "AED",
                                "AUD",
                                "BGN",
                                "BRL",
                                "CAD",
                                "CHF",
                                "CLP",
                                "CNY",
                                "CZK",
                                "DKK",
                                "EUR",
                                "GBP",
                                "HKD",
                                "HRK",
                                "HUF",
                                "IDR",
                                "ILS",
                                "INR",
                                "ISK",
                                "JPY",
                                "KRW",
                                "MXN",
                                "MYR",
                                "NOK",
                                "NZD",
                                "PHP",
                                "PLN",
                                "RON",
                                "RUB",
                                "SEK",
                                "SGD",
                                "THB",
                                "TRY",
                                "USD",
                                "ZAR",
                            ]
                        },
                        "message": "Use a currency that the sibling API lists, or ask whether yours is accepted.",
                    }
                ],
            },
            "shippingAddress": {"$ref": "ShippingAddress"},
            "items": {"type": "array", "minItems": 1, "items": {"$ref": "OrderItem"}},
            "shipmentMethodUid": {
                "type": "string",
                "x-advisory": [
                    {
                        "schema": {
                            "pattern": "[^ \\t\\n\\r\\f\\v\x85\xa0\xad͏\u061cᅟᅠ\u1680឴឵᠋-᠏\u2000-\u200f\u2028-\u202f\u205f-\u206f⠀\u3000ㅤ︀-️\ufeffﾠ]"
                        },
                        "message": "Name a shipping method, or leave `shipmentMethodUid` out: this one is blank.",
                    }
                ],
            },
            "preventDuplicate": {"type": "boolean"},
            "retailCurrency": {
                "type": "string",
                "pattern": "^[A-Z]{3}\\Z",
                "x-expected": "three capital letters, as in USD",
            },
            "retailShippingPriceInclVat": {"type": "number"},
            "metadata": {
                "type": "array",
                "items": {"$ref": "MetadataEntry"},
                "x-advisory": [
                    {
                        "schema": {"maxItems": 20},
                        "message": "Keep to 20 metadata entries, the most that the sibling API takes.",
                    }
                ],
            },
            "customerReferenceId": {"type": "string"},
            "returnAddress": {"$ref": "ReturnAddress"},
        },
    },
    "OrderType": {"type": "string", "enum": ["order", "draft"]},
    "ShippingAddress": {
        "type": "object",
        "required": ["country", "firstName", "lastName", "addressLine1", "city", "postCode", "email"],
        "properties": {
            "country": {
                "type": "string",
                "pattern": "^[A-Z]{2}\\Z",
                "x-expected": "two capital letters, as in US",
                "x-advisory": [
                    {
                        "schema": {"not": {"enum": ["UK"]}},
                        "message": "Write `GB` for the United Kingdom, since `UK` is not its ISO code.",
                    }
                ],
            },
            "firstName": {
                "type": "string",
                "x-advisory": [
                    {
                        "schema": {"maxLength": 25},
                        "message": "Keep the first name within 25 characters, the most that the sibling API takes.",
                    },
                    {
                        "schema": {
                            "pattern": "[^ \\t\\n\\r\\f\\v\x85\xa0\xad͏\u061cᅟᅠ\u1680឴឵᠋-᠏\u2000-\u200f\u2028-\u202f\u205f-\u206f⠀\u3000ㅤ︀-️\ufeffﾠ]"
                        },
                        "message": "Give the first name of the recipient: this one is blank.",
                    },
                ],
            },
            "lastName": {
                "type": "string",
                "x-advisory": [
                    {
                        "schema": {"maxLength": 25},
                        "message": "Keep the last name within 25 characters, the most that the sibling API takes.",
                    },
                    {
                        "schema": {
                            "pattern": "[^ \\t\\n\\r\\f\\v\x85\xa0\xad͏\u061cᅟᅠ\u1680឴឵᠋-᠏\u2000-\u200f\u2028-\u202f\u205f-\u206f⠀\u3000ㅤ︀-️\ufeffﾠ]"
                        },
                        "message": "Give the last name of the recipient: this one is blank.",
                    },
                ],
            },
            "companyName": {
                "type": "string",
                "x-advisory": [
                    {
                        "schema": {"maxLength": 60},
                        "message": "Keep the company name within 60 characters, the most that the sibling API takes.",
                    }
                ],
            },
            "addressLine1": {
                "type": "string",
                "x-advisory": [
                    {
                        "schema": {"maxLength": 35},
                        "message": "Keep address line 1 within 35 characters and put the rest into `addressLine2`.",
                    },
                    {
                        "schema": {
                            "pattern": "[^ \\t\\n\\r\\f\\v\x85\xa0\xad͏\u061cᅟᅠ\u1680឴឵᠋-᠏\u2000-\u200f\u2028-\u202f\u205f-\u206f⠀\u3000ㅤ︀-️\ufeffﾠ]"
                        },
                        "message": "Give street and number in `addressLine1`: this one is blank.",
                    },
                ],
            },
            "addressLine2": {
                "type": "string",
                "x-advisory": [
                    {
                        "schema": {"maxLength": 35},
                        "message": "Keep address line 2 within 35 characters, the most that the sibling API takes.",
                    }
                ],
            },
            "city": {
                "type": "string",
                "x-advisory": [
                    {
                        "schema": {"maxLength": 30},
                        "message": "Keep the city within 30 characters, the most that the sibling API takes.",
                    },
                    {
                        "schema": {
                            "pattern": "[^ \\t\\n\\r\\f\\v\x85\xa0\xad͏\u061cᅟᅠ\u1680឴឵᠋-᠏\u2000-\u200f\u2028-\u202f\u205f-\u206f⠀\u3000ㅤ︀-️\ufeffﾠ]"
                        },
                        "message": "Give the city: this one is blank.",
                    },
                ],
            },
            "postCode": {
                "type": "string",
                "x-advisory": [
                    {
                        "schema": {"maxLength": 15},
                        "message": "Keep the postal code within 15 characters, the most that the sibling API takes.",
                    },
                    {
                        "schema": {
                            "pattern": "[^ \\t\\n\\r\\f\\v\x85\xa0\xad͏\u061cᅟᅠ\u1680឴឵᠋-᠏\u2000-\u200f\u2028-\u202f\u205f-\u206f⠀\u3000ㅤ︀-️\ufeffﾠ]"
                        },
                        "message": "Give the postal code: this one is blank.",
                    },
                ],
            },
            "state": {
                "type": "string",
                "x-advisory": [
                    {
                        "schema": {"maxLength": 35},
                        "message": "Keep the state within 35 characters, and prefer its code.",
                    }
                ],
            },
            "email": {
                "type": "string",
                "pattern": "^[^@\\t\\n\\v\\f\\r \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff]+@[^@\\t\\n\\v\\f\\r \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff]+\\Z",
                "x-expected": "an e-mail address",
            },
            "phone": {
                "type": "string",
                "x-advisory": [
                    {
                        "schema": {"maxLength": 25},
                        "message": "Keep the phone number within 25 characters, the most that the sibling API takes.",
                    }
                ],
            },
            "isBusiness": {"type": "boolean"},
            "federalTaxId": {"type": "string"},
            "stateTaxId": {"type": "string"},
            "registrationState": {"type": "string"},
        },
        "x-advisory": [
            {
                "schema": {
                    "if": {"required": ["country"], "properties": {"country": {"enum": ["US", "CA", "AU"]}}},
                    "then": {
                        "required": ["state"],
                        "properties": {
                            "state": {
                                "pattern": "[^ \\t\\n\\r\\f\\v\x85\xa0\xad͏\u061cᅟᅠ\u1680឴឵᠋-᠏\u2000-\u200f\u2028-\u202f\u205f-\u206f⠀\u3000ㅤ︀-️\ufeffﾠ]"
                            }
                        },
                    },
                },
                "message": "Give `state` for an address in the United States, Canada or Australia.",
            },
            {
                "schema": {
                    "if": {"required": ["country"], "properties": {"country": {"enum": ["BR"]}}},
                    "then": {
                        "required": ["federalTaxId"],
                        "properties": {
                            "federalTaxId": {
                                "pattern": "[^ \\t\\n\\r\\f\\v\x85\xa0\xad͏\u061cᅟᅠ\u1680឴឵᠋-᠏\u2000-\u200f\u2028-\u202f\u205f-\u206f⠀\u3000ㅤ︀-️\ufeffﾠ]"
                            }
                        },
                    },
                },
                "message": "Give `federalTaxId` for an address in Brazil, the CPF of a person or the CNPJ of a company.",
            },
            {
                "schema": {
                    "if": {
                        "required": ["country", "isBusiness"],
                        "properties": {"country": {"enum": ["BR"]}, "isBusiness": {"enum": [True]}},
                    },
                    "then": {
                        "required": ["stateTaxId", "registrationState"],
                        "properties": {
                            "stateTaxId": {
                                "pattern": "[^ \\t\\n\\r\\f\\v\x85\xa0\xad͏\u061cᅟᅠ\u1680឴឵᠋-᠏\u2000-\u200f\u2028-\u202f\u205f-\u206f⠀\u3000ㅤ︀-️\ufeffﾠ]"
                            },
                            "registrationState": {
                                "pattern": "[^ \\t\\n\\r\\f\\v\x85\xa0\xad͏\u061cᅟᅠ\u1680឴឵᠋-᠏\u2000-\u200f\u2028-\u202f\u205f-\u206f⠀\u3000ㅤ︀-️\ufeffﾠ]"
                            },
                        },
                    },
                },
                "message": "Give `stateTaxId` and `registrationState` for a company in Brazil.",
            },
            {
                "schema": {
                    "if": {
                        "required": ["country", "stateTaxId"],
                        "properties": {
                            "country": {"enum": ["BR"]},
                            "stateTaxId": {
                                "pattern": "[^ \\t\\n\\r\\f\\v\x85\xa0\xad͏\u061cᅟᅠ\u1680឴឵᠋-᠏\u2000-\u200f\u2028-\u202f\u205f-\u206f⠀\u3000ㅤ︀-️\ufeffﾠ]"
                            },
                        },
                    },
                    "then": {"required": ["isBusiness"], "properties": {"isBusiness": {"enum": [True]}}},
                },
                "message": "Set `isBusiness` to true for an address in Brazil that carries `stateTaxId`.",
            },
        ],
    },
    "ReturnAddress": {
        "type": "object",
        "properties": {
            "companyName": {"type": "string"},
            "addressLine1": {"type": "string"},
            "addressLine2": {"type": "string"},
            "city": {"type": "string"},
            "postCode": {"type": "string"},
            "state": {"type": "string"},
            "country": {"type": "string", "pattern": "^[A-Z]{2}\\Z", "x-expected": "two capital letters, as in US"},
            "email": {
                "type": "string",
                "pattern": "^[^@\\t\\n\\v\\f\\r \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff]+@[^@\\t\\n\\v\\f\\r \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff]+\\Z",
                "x-expected": "an e-mail address",
            },
            "phone": {"type": "string"},
        },
    },
    "OrderItem": {
        "x-expected": "an item named by productUid, or by productName with productVariant",
        "oneOf": [{"$ref": "ProductUidItem"}, {"$ref": "CustomerProductItem"}],
    },
    "ProductUidItem": {
        "type": "object",
        "required": ["itemReferenceId", "productUid", "quantity"],
        "not": {"anyOf": [{"required": ["productName"]}, {"required": ["productVariant"]}]},
        "properties": {
            "itemReferenceId": {
                "type": "string",
                "pattern": "[^ \\t\\n\\r\\f\\v]",
                "x-expected": "text that is not blank",
                "x-advisory": [
                    {
                        "schema": {
                            "pattern": "[^ \\t\\n\\r\\f\\v\x85\xa0\xad͏\u061cᅟᅠ\u1680឴឵᠋-᠏\u2000-\u200f\u2028-\u202f\u205f-\u206f⠀\u3000ㅤ︀-️\ufeffﾠ]"
                        },
                        "message": "Choose an item reference that is not blank.",
                    }
                ],
            },
            "productUid": {
                "type": "string",
                "x-advisory": [
                    {
                        "schema": {
                            "pattern": "[^ \\t\\n\\r\\f\\v\x85\xa0\xad͏\u061cᅟᅠ\u1680឴឵᠋-᠏\u2000-\u200f\u2028-\u202f\u205f-\u206f⠀\u3000ㅤ︀-️\ufeffﾠ]"
                        },
                        "message": "Give the uid of the product: this one is blank.",
                    }
                ],
            },
            "quantity": {"type": "integer", "minimum": 1},
            "files": {"type": "array", "items": {"$ref": "PrintFile"}},
            "retailPriceInclVat": {"type": "number"},
            "metadata": {
                "type": "array",
                "items": {"$ref": "MetadataEntry"},
                "x-advisory": [
                    {
                        "schema": {"maxItems": 20},
                        "message": "Keep to 20 metadata entries, the most that the sibling API takes.",
                    }
                ],
            },
            "pageCount": {"type": "integer"},
            "adjustProductUidByFileTypes": {"type": "boolean"},
        },
        "x-advisory": [
            {
                "schema": {"required": ["files"], "properties": {"files": {"minItems": 1}}},
                "message": "Give at least one print file, unless the product is not printable.",
            }
        ],
        "x-chosen-by": ["productUid"],
        "x-excluded-by": ["productName", "productVariant"],
    },
    "CustomerProductItem": {
        "type": "object",
        "required": ["itemReferenceId", "productName", "productVariant", "quantity"],
        "not": {"required": ["productUid"]},
        "properties": {
            "itemReferenceId": {
                "type": "string",
                "pattern": "[^ \\t\\n\\r\\f\\v]",
                "x-expected": "text that is not blank",
                "x-advisory": [
                    {
                        "schema": {
                            "pattern": "[^ \\t\\n\\r\\f\\v\x85\xa0\xad͏\u061cᅟᅠ\u1680឴឵᠋-᠏\u2000-\u200f\u2028-\u202f\u205f-\u206f⠀\u3000ㅤ︀-️\ufeffﾠ]"
                        },
                        "message": "Choose an item reference that is not blank.",
                    }
                ],
            },
            "productName": {
                "type": "string",
                "x-advisory": [
                    {
                        "schema": {
                            "pattern": "[^ \\t\\n\\r\\f\\v\x85\xa0\xad͏\u061cᅟᅠ\u1680឴឵᠋-᠏\u2000-\u200f\u2028-\u202f\u205f-\u206f⠀\u3000ㅤ︀-️\ufeffﾠ]"
                        },
                        "message": "Give the name of the Customer Product: this one is blank.",
                    }
                ],
            },
            "productVariant": {"$ref": "ProductVariant"},
            "quantity": {"type": "integer", "minimum": 1},
            "files": {"type": "array", "items": {"$ref": "PrintFile"}},
            "retailPriceInclVat": {"type": "number"},
            "metadata": {
                "type": "array",
                "items": {"$ref": "MetadataEntry"},
                "x-advisory": [
                    {
                        "schema": {"maxItems": 20},
                        "message": "Keep to 20 metadata entries, the most that the sibling API takes.",
                    }
                ],
            },
            "pageCount": {"type": "integer"},
            "adjustProductUidByFileTypes": {"type": "boolean"},
        },
        "x-advisory": [
            {
                "schema": {"required": ["files"], "properties": {"files": {"minItems": 1}}},
                "message": "Give at least one print file, unless the product is not printable.",
            }
        ],
        "x-chosen-by": ["productName", "productVariant"],
        "x-excluded-by": ["productUid"],
    },
    "ProductVariant": {
        "type": "object",
        "additionalProperties": {"type": "string"},
        "x-advisory": [
            {
                "schema": {
                    "additionalProperties": {
                        "pattern": "[^ \\t\\n\\r\\f\\v\x85\xa0\xad͏\u061cᅟᅠ\u1680឴឵᠋-᠏\u2000-\u200f\u2028-\u202f\u205f-\u206f⠀\u3000ㅤ︀-️\ufeffﾠ]"
                    }
                },
                "message": "Give each option of the variant a value: one is blank.",
            }
        ],
    },
    "PrintFile": {
        "type": "object",
        "required": ["url"],
        "properties": {
            "type": {"type": "string"},
            "url": {
                "type": "string",
                "x-advisory": [
                    {
                        "schema": {
                            "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://(?:[^ \\t\\n\\r\\f\\v\x85\xa0\xad\u1680\u180e\u2000-\u200b\u200e\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff/?#@\\[\\]]+@)?(?:\\[[0-9A-Fa-f:.]+\\]|[^ \\t\\n\\r\\f\\v\x85\xa0\xad\u1680\u180e\u2000-\u200b\u200e\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff/?#:@\\[\\]\\\\]+)(?::[0-9]{0,5})?(?:[/?#][^ \\t\\n\\r\\f\\v\x85\xa0\xad\u1680\u180e\u2000-\u200b\u200e\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]*)?\\Z"
                        },
                        "message": "Give an http or https URL, from which the file can be downloaded: this one is none.",
                    }
                ],
            },
            "id": {"type": "string"},
            "threadColors": {
                "type": "array",
                "items": {"type": "string"},
                "x-advisory": [
                    {
                        "schema": {"maxItems": 6},
                        "message": "Keep to 6 thread colors, the most that the sibling API takes.",
                    }
                ],
            },
            "isVisible": {"type": "boolean"},
        },
    },
    "MetadataEntry": {
        "type": "object",
        "required": ["key", "value"],
        "properties": {
            "key": {
                "type": "string",
                "x-advisory": [
                    {
                        "schema": {"maxLength": 100},
                        "message": "Keep a metadata key within 100 characters, the most that the sibling API takes.",
                    },
                    {
                        "schema": {
                            "pattern": "[^ \\t\\n\\r\\f\\v\x85\xa0\xad͏\u061cᅟᅠ\u1680឴឵᠋-᠏\u2000-\u200f\u2028-\u202f\u205f-\u206f⠀\u3000ㅤ︀-️\ufeffﾠ]"
                        },
                        "message": "Give each metadata entry a key: this one is blank.",
                    },
                ],
            },
            "value": {
                "type": "string",
                "x-advisory": [
                    {
                        "schema": {"maxLength": 100},
                        "message": "Keep a metadata value within 100 characters, the most that the sibling API takes.",
                    }
                ],
            },
        },
    },
    "SearchRequest": {
        "type": "object",
        "properties": {
            "ids": {"type": "array", "items": {"type": "string"}},
            "orderReferenceId": {"type": "string"},
            "orderReferenceIds": {"type": "array", "items": {"type": "string"}},
            "orderTypes": {"type": "array", "items": {"$ref": "OrderType"}},
            "fulfillmentStatuses": {"type": "array", "items": {"$ref": "FulfillmentStatus"}},
            "financialStatuses": {"type": "array", "items": {"$ref": "FinancialStatus"}},
            "countries": {
                "type": "array",
                "items": {"type": "string", "pattern": "^[A-Z]{2}\\Z", "x-expected": "two capital letters, as in US"},
            },
            "currencies": {
                "type": "array",
                "items": {
                    "type": "string",
                    "pattern": "^[A-Z]{3}\\Z",
                    "x-expected": "three capital letters, as in USD",
                },
            },
            "channels": {"type": "array", "items": {"type": "string"}},
            "storeIds": {"type": "array", "items": {"type": "string"}},
            "search": {"type": "string"},
            "startDate": {"$ref": "Timestamp"},
            "endDate": {"$ref": "Timestamp"},
            "limit": {"type": "integer", "minimum": 1, "maximum": 100},
            "offset": {"type": "integer", "minimum": 0},
        },
    },
    "Timestamp": {
        "type": "string",
        "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]+)?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])\\Z",
        "x-expected": "a date and time with an offset, as in 2025-04-01T00:00:00+00:00",
    },
    "UpdateShipmentRequest": {
        "x-expected": "shipmentMethodUid, shippingAddress, or both",
        "anyOf": [{"$ref": "ShipmentMethodUpdate"}, {"$ref": "ShippingAddressUpdate"}],
    },
    "ShipmentMethodUpdate": {
        "type": "object",
        "required": ["shipmentMethodUid"],
        "properties": {
            "shipmentMethodUid": {
                "type": "string",
                "x-advisory": [
                    {
                        "schema": {
                            "pattern": "[^ \\t\\n\\r\\f\\v\x85\xa0\xad͏\u061cᅟᅠ\u1680឴឵᠋-᠏\u2000-\u200f\u2028-\u202f\u205f-\u206f⠀\u3000ㅤ︀-️\ufeffﾠ]"
                        },
                        "message": "Name a shipping method, or leave `shipmentMethodUid` out: this one is blank.",
                    }
                ],
            },
            "shippingAddress": {"$ref": "ShippingAddress"},
        },
        "x-chosen-by": ["shipmentMethodUid"],
        "x-excluded-by": ["shippingAddress"],
    },
    "ShippingAddressUpdate": {
        "type": "object",
        "required": ["shippingAddress"],
        "properties": {
            "shippingAddress": {"$ref": "ShippingAddress"},
            "shipmentMethodUid": {
                "type": "string",
                "x-advisory": [
                    {
                        "schema": {
                            "pattern": "[^ \\t\\n\\r\\f\\v\x85\xa0\xad͏\u061cᅟᅠ\u1680឴឵᠋-᠏\u2000-\u200f\u2028-\u202f\u205f-\u206f⠀\u3000ㅤ︀-️\ufeffﾠ]"
                        },
                        "message": "Name a shipping method, or leave `shipmentMethodUid` out: this one is blank.",
                    }
                ],
            },
        },
        "x-chosen-by": ["shippingAddress"],
        "x-excluded-by": ["shipmentMethodUid"],
    },
    "SubmittedOrder": {
        "type": "object",
        "required": ["id"],
        "properties": {
            "id": {"type": "string"},
            "orderReferenceId": {"type": ["string", "null"]},
            "createdAt": {"type": ["string", "null"]},
        },
    },
    "CancelResult": {
        "type": "object",
        "properties": {"code": {"type": ["integer", "null"]}, "message": {"type": ["string", "null"]}},
    },
    "SearchResult": {
        "type": "object",
        "required": ["orders"],
        "properties": {"orders": {"type": "array", "items": {"$ref": "OrderSummary"}}},
    },
    "OrderSummary": {
        "type": "object",
        "required": ["id", "orderReferenceId", "fulfillmentStatus"],
        "properties": {
            "id": {"type": "string"},
            "orderReferenceId": {"type": "string"},
            "fulfillmentStatus": {"$ref": "FulfillmentStatus"},
            "orderType": {"anyOf": [{"$ref": "OrderType"}, {"type": ["string", "null"]}]},
            "customerReferenceId": {"type": ["string", "null"]},
            "financialStatus": {"anyOf": [{"$ref": "KnownFinancialStatus"}, {"type": ["string", "null"]}]},
            "channel": {"type": ["string", "null"]},
            "storeId": {"type": ["string", "null"]},
            "country": {"type": ["string", "null"]},
            "currency": {"type": ["string", "null"]},
            "firstName": {"type": ["string", "null"]},
            "lastName": {"type": ["string", "null"]},
            "itemsCount": {"type": ["integer", "null"]},
            "totalInclVat": {"type": ["string", "null"]},
            "connectedOrderIds": {"type": ["array", "null"], "items": {"type": "string"}},
            "createdAt": {"type": ["string", "null"]},
            "updatedAt": {"type": ["string", "null"]},
            "orderedAt": {"type": ["string", "null"]},
        },
    },
    "ShipmentUpdateResult": {
        "type": "object",
        "properties": {
            "shippingAddress": {"oneOf": [{"$ref": "OrderAddress"}, {"type": "null"}]},
            "shipment": {"oneOf": [{"$ref": "Shipment"}, {"type": "null"}]},
        },
    },
    "Order": {
        "type": "object",
        "required": ["id", "orderReferenceId", "fulfillmentStatus"],
        "properties": {
            "id": {"type": "string"},
            "orderReferenceId": {"type": "string"},
            "fulfillmentStatus": {"$ref": "FulfillmentStatus"},
            "clientId": {"type": ["string", "null"]},
            "customerReferenceId": {"type": ["string", "null"]},
            "financialStatus": {"anyOf": [{"$ref": "KnownFinancialStatus"}, {"type": ["string", "null"]}]},
            "currency": {"type": ["string", "null"]},
            "shippingAddress": {"oneOf": [{"$ref": "OrderAddress"}, {"type": "null"}]},
            "items": {"type": ["array", "null"], "items": {"$ref": "PlacedItem"}},
            "shipment": {"oneOf": [{"$ref": "Shipment"}, {"type": "null"}]},
            "receipts": {"type": ["array", "null"], "items": {"$ref": "Receipt"}},
            "createdAt": {"type": ["string", "null"]},
            "refusalReason": {"type": ["string", "null"]},
            "refusalReasonCode": {"type": ["string", "null"]},
            "channel": {"type": ["string", "null"]},
            "storeId": {"type": ["string", "null"]},
            "orderedByUserId": {"type": ["string", "null"]},
            "orderType": {"anyOf": [{"$ref": "OrderType"}, {"type": ["string", "null"]}]},
            "metadata": {"type": ["array", "null"], "items": {"$ref": "PlacedMetadataEntry"}},
            "billingEntity": {"oneOf": [{"$ref": "BillingEntity"}, {"type": "null"}]},
            "retailCurrency": {"type": ["string", "null"]},
            "paymentMethodType": {"type": ["string", "null"]},
            "paymentMethodId": {"type": ["string", "null"]},
            "orderedAt": {"type": ["string", "null"]},
            "updatedAt": {"type": ["string", "null"]},
            "connectedOrderIds": {"type": ["array", "null"], "items": {"type": "string"}},
            "discounts": {"type": ["array", "null"], "items": {"$ref": "Discount"}},
            "returnAddress": {"oneOf": [{"$ref": "OrderReturnAddress"}, {"type": "null"}]},
            "iossNumber": {"type": ["string", "null"]},
        },
    },
    "OrderAddress": {
        "type": "object",
        "properties": {
            "id": {"type": ["string", "null"]},
            "orderId": {"type": ["string", "null"]},
            "country": {"type": ["string", "null"]},
            "firstName": {"type": ["string", "null"]},
            "lastName": {"type": ["string", "null"]},
            "companyName": {"type": ["string", "null"]},
            "addressLine1": {"type": ["string", "null"]},
            "addressLine2": {"type": ["string", "null"]},
            "city": {"type": ["string", "null"]},
            "postCode": {"type": ["string", "null"]},
            "state": {"type": ["string", "null"]},
            "email": {"type": ["string", "null"]},
            "phone": {"type": ["string", "null"]},
            "isBusiness": {"type": ["boolean", "null"]},
            "federalTaxId": {"type": ["string", "null"]},
            "stateTaxId": {"type": ["string", "null"]},
            "registrationState": {"type": ["string", "null"]},
        },
    },
    "OrderReturnAddress": {
        "type": "object",
        "properties": {
            "id": {"type": ["string", "null"]},
            "orderId": {"type": ["string", "null"]},
            "companyName": {"type": ["string", "null"]},
            "addressLine1": {"type": ["string", "null"]},
            "addressLine2": {"type": ["string", "null"]},
            "city": {"type": ["string", "null"]},
            "postCode": {"type": ["string", "null"]},
            "state": {"type": ["string", "null"]},
            "country": {"type": ["string", "null"]},
            "email": {"type": ["string", "null"]},
            "phone": {"type": ["string", "null"]},
        },
    },
    "PlacedItem": {
        "type": "object",
        "properties": {
            "id": {"type": ["string", "null"]},
            "itemReferenceId": {"type": ["string", "null"]},
            "productUid": {"type": ["string", "null"]},
            "storeProductVariantId": {"type": ["string", "null"]},
            "storeProductId": {"type": ["string", "null"]},
            "files": {"type": ["array", "null"], "items": {"$ref": "PlacedFile"}},
            "processedFileUrl": {"type": ["string", "null"]},
            "quantity": {"type": ["integer", "null"]},
            "options": {"type": ["array", "null"], "items": {"$ref": "ItemOption"}},
            "category": {"type": ["string", "null"]},
            "productCategoryUid": {"type": ["string", "null"]},
            "productTypeUid": {"type": ["string", "null"]},
            "productNameUid": {"type": ["string", "null"]},
            "productName": {"type": ["string", "null"]},
            "fulfillmentStatus": {"anyOf": [{"$ref": "KnownFulfillmentStatus"}, {"type": ["string", "null"]}]},
            "pageCount": {"type": ["integer", "null"]},
            "printJobs": {},
            "eventLog": {},
            "previews": {"type": ["array", "null"], "items": {"$ref": "Preview"}},
            "designId": {"type": ["string", "null"]},
            "productFileMimeType": {"type": ["string", "null"]},
            "finalProductUid": {"type": ["string", "null"]},
            "metadata": {"type": ["array", "null"], "items": {"$ref": "PlacedMetadataEntry"}},
            "retailPriceInclVat": {"type": ["number", "null"]},
            "attributes": {"type": ["array", "null"], "items": {"$ref": "ItemAttribute"}},
            "itemReferenceName": {"type": ["string", "null"]},
            "isIgnored": {"type": ["boolean", "null"]},
            "price": {"type": ["number", "null"]},
            "customTrim": {},
            "fileUrl": {"type": ["string", "null"]},
        },
    },
    "PlacedFile": {
        "type": "object",
        "properties": {
            "id": {"type": ["string", "null"]},
            "type": {"type": ["string", "null"]},
            "url": {"type": ["string", "null"]},
            "threadColors": {"type": ["array", "null"], "items": {"type": "string"}},
            "isVisible": {"type": ["boolean", "null"]},
            "fitMethod": {"type": ["string", "null"]},
            "fillMethod": {"type": ["string", "null"]},
            "mimeType": {"type": ["string", "null"]},
            "metadata": {},
        },
    },
    "PlacedMetadataEntry": {
        "type": "object",
        "properties": {"key": {"type": ["string", "null"]}, "value": {"type": ["string", "null"]}},
    },
    "Preview": {
        "type": "object",
        "properties": {"type": {"type": ["string", "null"]}, "url": {"type": ["string", "null"]}},
    },
    "ItemOption": {
        "type": "object",
        "properties": {
            "id": {"type": ["string", "null"]},
            "type": {"type": ["string", "null"]},
            "productUid": {"type": ["string", "null"]},
            "quantity": {"type": ["integer", "null"]},
        },
    },
    "ItemAttribute": {
        "type": "object",
        "properties": {
            "name": {"type": ["string", "null"]},
            "title": {"type": ["string", "null"]},
            "value": {"type": ["string", "number", "boolean", "null"]},
            "formattedValue": {"type": ["string", "null"]},
        },
    },
    "Shipment": {
        "type": "object",
        "properties": {
            "id": {"type": ["string", "null"]},
            "orderProductId": {"type": ["string", "null"]},
            "shippingAddressId": {"type": ["string", "null"]},
            "promiseUid": {"type": ["string", "null"]},
            "packageCount": {"type": ["integer", "null"]},
            "shipmentMethodUid": {"type": ["string", "null"]},
            "shipmentMethodName": {"type": ["string", "null"]},
            "isCheapest": {"type": ["boolean", "null"]},
            "minDeliveryDays": {"type": ["integer", "null"]},
            "maxDeliveryDays": {"type": ["integer", "null"]},
            "minDeliveryDate": {"type": ["string", "null"]},
            "maxDeliveryDate": {"type": ["string", "null"]},
            "initialMinDeliveryDate": {"type": ["string", "null"]},
            "initialMaxDeliveryDate": {"type": ["string", "null"]},
            "serviceType": {"type": ["string", "null"]},
            "totalWeight": {"type": ["integer", "null"]},
            "price": {"type": ["number", "null"]},
            "status": {"type": ["string", "null"]},
            "packages": {"type": ["array", "null"], "items": {"$ref": "Package"}},
            "fulfillmentCountry": {"type": ["string", "null"]},
            "fulfillmentFacilityId": {"type": ["string", "null"]},
            "retailShippingPriceInclVat": {"type": ["number", "null"]},
        },
    },
    "Package": {
        "type": "object",
        "properties": {
            "id": {"type": ["string", "null"]},
            "orderItemIds": {"type": ["array", "null"], "items": {"type": "string"}},
            "trackingCode": {"type": ["string", "null"]},
            "trackingUrl": {"type": ["string", "null"]},
        },
    },
    "Receipt": {
        "type": "object",
        "properties": {
            "id": {"type": ["string", "null"]},
            "orderId": {"type": ["string", "null"]},
            "type": {"type": ["string", "null"]},
            "currency": {"type": ["string", "null"]},
            "items": {"type": ["array", "null"], "items": {"$ref": "ReceiptItem"}},
            "createdAt": {"type": ["string", "null"]},
            "updatedAt": {"type": ["string", "null"]},
            "receiptNumber": {"type": ["string", "null"]},
            "billingEntity": {"oneOf": [{"$ref": "BillingEntity"}, {"type": "null"}]},
            "billingTag": {"type": ["string", "null"]},
            "transactionType": {"type": ["string", "null"]},
            "productsPriceInitial": {"type": ["number", "null"]},
            "productsPriceDiscount": {"type": ["number", "null"]},
            "productsPrice": {"type": ["number", "null"]},
            "productsPriceVat": {"type": ["number", "null"]},
            "productsPriceInclVat": {"type": ["number", "null"]},
            "shippingPriceInitial": {"type": ["number", "null"]},
            "shippingPriceDiscount": {"type": ["number", "null"]},
            "shippingPrice": {"type": ["number", "null"]},
            "shippingPriceVat": {"type": ["number", "null"]},
            "shippingPriceInclVat": {"type": ["number", "null"]},
            "packagingPriceInitial": {"type": ["number", "null"]},
            "packagingPriceDiscount": {"type": ["number", "null"]},
            "packagingPrice": {"type": ["number", "null"]},
            "packagingPriceVat": {"type": ["number", "null"]},
            "packagingPriceInclVat": {"type": ["number", "null"]},
            "discount": {"type": ["number", "null"]},
            "discountVat": {"type": ["number", "null"]},
            "discountInclVat": {"type": ["number", "null"]},
            "totalInitial": {"type": ["number", "null"]},
            "total": {"type": ["number", "null"]},
            "totalVat": {"type": ["number", "null"]},
            "totalInclVat": {"type": ["number", "null"]},
        },
    },
    "ReceiptItem": {
        "type": "object",
        "properties": {
            "id": {"type": ["string", "null"]},
            "receiptId": {"type": ["string", "null"]},
            "orderId": {"type": ["string", "null"]},
            "clientId": {"type": ["string", "null"]},
            "type": {"type": ["string", "null"]},
            "referenceId": {"type": ["string", "null"]},
            "title": {"type": ["string", "null"]},
            "currency": {"type": ["string", "null"]},
            "priceBase": {"type": ["number", "string", "null"]},
            "amount": {"type": ["number", "string", "null"]},
            "priceInitial": {"type": ["number", "null"]},
            "discount": {"type": ["number", "null"]},
            "price": {"type": ["number", "null"]},
            "vat": {"type": ["number", "null"]},
            "priceInclVat": {"type": ["number", "null"]},
            "pricePlanId": {"type": ["string", "null"]},
            "createdAt": {"type": ["string", "null"]},
            "updatedAt": {"type": ["string", "null"]},
        },
    },
    "BillingEntity": {
        "type": "object",
        "properties": {
            "id": {"type": ["integer", "string", "null"]},
            "companyName": {"type": ["string", "null"]},
            "companyNumber": {"type": ["string", "null"]},
            "companyVatNumber": {"type": ["string", "null"]},
            "companyVatNumbers": {},
            "countryIsoCode": {"type": ["string", "null"]},
            "country": {"type": ["string", "null"]},
            "recipientName": {"type": ["string", "null"]},
            "addressLine1": {"type": ["string", "null"]},
            "addressLine2": {"type": ["string", "null"]},
            "city": {"type": ["string", "null"]},
            "postCode": {"type": ["string", "null"]},
            "stateCode": {"type": ["string", "null"]},
            "state": {"type": ["string", "null"]},
            "email": {"type": ["string", "null"]},
            "phone": {"type": ["string", "null"]},
            "currencyIsoCode": {"type": ["string", "null"]},
            "currency": {"type": ["string", "null"]},
            "status": {"type": ["integer", "null"]},
            "iossNumber": {"type": ["string", "null"]},
        },
    },
    "Discount": {
        "type": "object",
        "properties": {
            "id": {"type": ["string", "null"]},
            "type": {"type": ["string", "null"]},
            "code": {"type": ["string", "null"]},
            "discountId": {"type": ["string", "null"]},
            "title": {"type": ["string", "null"]},
            "expireAt": {"type": ["string", "null"]},
            "status": {"type": ["string", "integer", "null"]},
        },
    },
    "FulfillmentStatus": {"anyOf": [{"$ref": "KnownFulfillmentStatus"}, {"type": "string"}]},
    "KnownFulfillmentStatus": {
        "type": "string",
        "enum": [
            "draft",
            "received",
            "created",
            "uploading",
            "passed",
            "failed",
            "in_production",
            "printed",
            "packaged",
            "shipped",
            "in_transit",
            "delivered",
            "returned",
            "canceled",
            "pending_approval",
            "pending_personalization",
            "digitizing",
            "not_connected",
            "on_hold",
        ],
    },
    "FinancialStatus": {"anyOf": [{"$ref": "KnownFinancialStatus"}, {"type": "string"}]},
    "KnownFinancialStatus": {
        "type": "string",
        "enum": [
            "draft",
            "pending",
            "invoiced",
            "to_be_invoiced",
            "paid",
            "canceled",
            "partially_refunded",
            "refunded",
            "refused",
        ],
    },
    "Error": {
        "type": "object",
        "required": ["code", "message"],
        "properties": {
            "code": {"type": ["string", "integer"]},
            "message": {"type": "string"},
            "details": {"type": ["array", "null"], "items": {"$ref": "ErrorDetail"}},
        },
    },
    "ErrorDetail": {
        "type": "object",
        "properties": {
            "message": {"type": ["string", "null"]},
            "reference": {"type": ["string", "null"]},
            "code": {"type": ["string", "null"]},
        },
    },
    "Unauthorized": {"type": "object", "required": ["status"], "properties": {"status": {"type": "string"}}},
}
