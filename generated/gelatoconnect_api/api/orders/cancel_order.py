from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx2

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.cancel_result import CancelResult
from ...models.error import Error
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
        "method": "post",
        "url": "/{order_id}/cancel".format(
            order_id=quote(str(order_id), safe=""),
        ),
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx2.Response
) -> CancelResult | Error | Unauthorized | None:
    if response.status_code == 200:
        response_200 = CancelResult.from_dict(response.json())

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

    if response.status_code == 409:
        response_409 = Error.from_dict(response.json())

        return response_409

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
) -> Response[CancelResult | Error | Unauthorized]:
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
) -> Response[CancelResult | Error | Unauthorized]:
    """Cancel an order

     Stops production and shipment of an order that is not shipped yet. Takes no body.

    If the response is lost, get the order: status `canceled` means that the cancellation succeeded.

    Args:
        order_id (str):
        customer_reference_id (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx2.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CancelResult | Error | Unauthorized]
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
) -> CancelResult | Error | Unauthorized | None:
    """Cancel an order

     Stops production and shipment of an order that is not shipped yet. Takes no body.

    If the response is lost, get the order: status `canceled` means that the cancellation succeeded.

    Args:
        order_id (str):
        customer_reference_id (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx2.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CancelResult | Error | Unauthorized
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
) -> Response[CancelResult | Error | Unauthorized]:
    """Cancel an order

     Stops production and shipment of an order that is not shipped yet. Takes no body.

    If the response is lost, get the order: status `canceled` means that the cancellation succeeded.

    Args:
        order_id (str):
        customer_reference_id (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx2.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CancelResult | Error | Unauthorized]
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
) -> CancelResult | Error | Unauthorized | None:
    """Cancel an order

     Stops production and shipment of an order that is not shipped yet. Takes no body.

    If the response is lost, get the order: status `canceled` means that the cancellation succeeded.

    Args:
        order_id (str):
        customer_reference_id (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx2.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CancelResult | Error | Unauthorized
    """

    return (
        await asyncio_detailed(
            order_id=order_id,
            client=client,
            customer_reference_id=customer_reference_id,
        )
    ).parsed
