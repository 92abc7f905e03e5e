from http import HTTPStatus
from typing import Any

import httpx2

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error import Error
from ...models.order_request import OrderRequest
from ...models.submitted_order import SubmittedOrder
from ...models.unauthorized import Unauthorized
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: OrderRequest,
    customer_reference_id: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(customer_reference_id, Unset):
        headers["Customer-Reference-ID"] = customer_reference_id

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/order",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx2.Response
) -> Error | SubmittedOrder | Unauthorized | None:
    if response.status_code == 200:
        response_200 = SubmittedOrder.from_dict(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = Error.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = Unauthorized.from_dict(response.json())

        return response_401

    if response.status_code == 409:
        response_409 = Error.from_dict(response.json())

        return response_409

    if response.status_code == 413:
        response_413 = Error.from_dict(response.json())

        return response_413

    if response.status_code == 415:
        response_415 = Error.from_dict(response.json())

        return response_415

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
) -> Response[Error | SubmittedOrder | Unauthorized]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: OrderRequest,
    customer_reference_id: str | Unset = UNSET,
) -> Response[Error | SubmittedOrder | Unauthorized]:
    """Submit an order

     Creates one order from one request and returns its id at once. Only format and credentials are
    checked before
    the response. Products, print files and business rules are checked later. An order that fails there
    should get
    the status `failed` (inferred), so read the order again before you count on it.

    If the response is lost, search for your `orderReferenceId` before you send the order again.

    Args:
        customer_reference_id (str | Unset):
        body (OrderRequest): A print order. Packaging instructions exist in GelatoConnect, but no
            page shows their field. `clientId` belongs
            to the API behind this one and is not sent here.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx2.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | SubmittedOrder | Unauthorized]
    """

    kwargs = _get_kwargs(
        body=body,
        customer_reference_id=customer_reference_id,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    body: OrderRequest,
    customer_reference_id: str | Unset = UNSET,
) -> Error | SubmittedOrder | Unauthorized | None:
    """Submit an order

     Creates one order from one request and returns its id at once. Only format and credentials are
    checked before
    the response. Products, print files and business rules are checked later. An order that fails there
    should get
    the status `failed` (inferred), so read the order again before you count on it.

    If the response is lost, search for your `orderReferenceId` before you send the order again.

    Args:
        customer_reference_id (str | Unset):
        body (OrderRequest): A print order. Packaging instructions exist in GelatoConnect, but no
            page shows their field. `clientId` belongs
            to the API behind this one and is not sent here.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx2.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | SubmittedOrder | Unauthorized
    """

    return sync_detailed(
        client=client,
        body=body,
        customer_reference_id=customer_reference_id,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: OrderRequest,
    customer_reference_id: str | Unset = UNSET,
) -> Response[Error | SubmittedOrder | Unauthorized]:
    """Submit an order

     Creates one order from one request and returns its id at once. Only format and credentials are
    checked before
    the response. Products, print files and business rules are checked later. An order that fails there
    should get
    the status `failed` (inferred), so read the order again before you count on it.

    If the response is lost, search for your `orderReferenceId` before you send the order again.

    Args:
        customer_reference_id (str | Unset):
        body (OrderRequest): A print order. Packaging instructions exist in GelatoConnect, but no
            page shows their field. `clientId` belongs
            to the API behind this one and is not sent here.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx2.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | SubmittedOrder | Unauthorized]
    """

    kwargs = _get_kwargs(
        body=body,
        customer_reference_id=customer_reference_id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    body: OrderRequest,
    customer_reference_id: str | Unset = UNSET,
) -> Error | SubmittedOrder | Unauthorized | None:
    """Submit an order

     Creates one order from one request and returns its id at once. Only format and credentials are
    checked before
    the response. Products, print files and business rules are checked later. An order that fails there
    should get
    the status `failed` (inferred), so read the order again before you count on it.

    If the response is lost, search for your `orderReferenceId` before you send the order again.

    Args:
        customer_reference_id (str | Unset):
        body (OrderRequest): A print order. Packaging instructions exist in GelatoConnect, but no
            page shows their field. `clientId` belongs
            to the API behind this one and is not sent here.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx2.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | SubmittedOrder | Unauthorized
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            customer_reference_id=customer_reference_id,
        )
    ).parsed
