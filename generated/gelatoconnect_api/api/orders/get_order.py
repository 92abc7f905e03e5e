from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx2

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error import Error
from ...models.order import Order
from ...models.unauthorized import Unauthorized
from ...types import UNSET, Response, Unset


def _get_kwargs(
    order_id: str,
    *,
    customer_reference_id: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(customer_reference_id, Unset):
        headers["Customer-Reference-ID"] = customer_reference_id

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/{order_id}".format(
            order_id=quote(str(order_id), safe=""),
        ),
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx2.Response
) -> Error | Order | Unauthorized | None:
    if response.status_code == 200:
        response_200 = Order.from_dict(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = Error.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = Unauthorized.from_dict(response.json())

        return response_401

    if response.status_code == 404:
        response_404 = Error.from_dict(response.json())

        return response_404

    if response.status_code == 429:
        response_429 = Error.from_dict(response.json())

        return response_429

    if response.status_code == 500:
        response_500 = Error.from_dict(response.json())

        return response_500

    if response.status_code == 502:
        response_502 = Error.from_dict(response.json())

        return response_502

    if response.status_code == 503:
        response_503 = Error.from_dict(response.json())

        return response_503

    if response.status_code == 504:
        response_504 = Error.from_dict(response.json())

        return response_504

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx2.Response
) -> Response[Error | Order | Unauthorized]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    order_id: str,
    *,
    client: AuthenticatedClient | Client,
    customer_reference_id: str | Unset = UNSET,
) -> Response[Error | Order | Unauthorized]:
    """Get an order

     Returns the whole order: status, addresses, items with their files and previews, shipment with
    tracking,
    receipts. Safe to repeat.

    Args:
        order_id (str):
        customer_reference_id (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx2.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | Order | Unauthorized]
    """

    kwargs = _get_kwargs(
        order_id=order_id,
        customer_reference_id=customer_reference_id,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    order_id: str,
    *,
    client: AuthenticatedClient | Client,
    customer_reference_id: str | Unset = UNSET,
) -> Error | Order | Unauthorized | None:
    """Get an order

     Returns the whole order: status, addresses, items with their files and previews, shipment with
    tracking,
    receipts. Safe to repeat.

    Args:
        order_id (str):
        customer_reference_id (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx2.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | Order | Unauthorized
    """

    return sync_detailed(
        order_id=order_id,
        client=client,
        customer_reference_id=customer_reference_id,
    ).parsed


async def asyncio_detailed(
    order_id: str,
    *,
    client: AuthenticatedClient | Client,
    customer_reference_id: str | Unset = UNSET,
) -> Response[Error | Order | Unauthorized]:
    """Get an order

     Returns the whole order: status, addresses, items with their files and previews, shipment with
    tracking,
    receipts. Safe to repeat.

    Args:
        order_id (str):
        customer_reference_id (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx2.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | Order | Unauthorized]
    """

    kwargs = _get_kwargs(
        order_id=order_id,
        customer_reference_id=customer_reference_id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    order_id: str,
    *,
    client: AuthenticatedClient | Client,
    customer_reference_id: str | Unset = UNSET,
) -> Error | Order | Unauthorized | None:
    """Get an order

     Returns the whole order: status, addresses, items with their files and previews, shipment with
    tracking,
    receipts. Safe to repeat.

    Args:
        order_id (str):
        customer_reference_id (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx2.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | Order | Unauthorized
    """

    return (
        await asyncio_detailed(
            order_id=order_id,
            client=client,
            customer_reference_id=customer_reference_id,
        )
    ).parsed
