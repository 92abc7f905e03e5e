from http import HTTPStatus
from typing import Any

import httpx2

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error import Error
from ...models.search_request import SearchRequest
from ...models.search_result import SearchResult
from ...models.unauthorized import Unauthorized
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: SearchRequest,
    customer_reference_id: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(customer_reference_id, Unset):
        headers["Customer-Reference-ID"] = customer_reference_id

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/search",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx2.Response
) -> Error | SearchResult | Unauthorized | None:
    if response.status_code == 200:
        response_200 = SearchResult.from_dict(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = Error.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = Unauthorized.from_dict(response.json())

        return response_401

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
) -> Response[Error | SearchResult | Unauthorized]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: SearchRequest,
    customer_reference_id: str | Unset = UNSET,
) -> Response[Error | SearchResult | Unauthorized]:
    """Search orders

     Finds orders by reference, status, date, country and more. No match is an empty list, not an error.
    The filters
    and the response are known from the sibling API. Three things are inferred. The newest order comes
    first. Values
    in one list match any of them, and several filters must all match. An empty body filters nothing.

    To read the status of many orders, search for their references instead of getting each order. There
    is no total
    and no next link. Raise `offset` until a page has fewer orders than `limit`.

    Args:
        customer_reference_id (str | Unset):
        body (SearchRequest): Filters and page. All fields are optional, and all are known from
            the sibling API only.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx2.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | SearchResult | Unauthorized]
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
    body: SearchRequest,
    customer_reference_id: str | Unset = UNSET,
) -> Error | SearchResult | Unauthorized | None:
    """Search orders

     Finds orders by reference, status, date, country and more. No match is an empty list, not an error.
    The filters
    and the response are known from the sibling API. Three things are inferred. The newest order comes
    first. Values
    in one list match any of them, and several filters must all match. An empty body filters nothing.

    To read the status of many orders, search for their references instead of getting each order. There
    is no total
    and no next link. Raise `offset` until a page has fewer orders than `limit`.

    Args:
        customer_reference_id (str | Unset):
        body (SearchRequest): Filters and page. All fields are optional, and all are known from
            the sibling API only.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx2.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | SearchResult | Unauthorized
    """

    return sync_detailed(
        client=client,
        body=body,
        customer_reference_id=customer_reference_id,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: SearchRequest,
    customer_reference_id: str | Unset = UNSET,
) -> Response[Error | SearchResult | Unauthorized]:
    """Search orders

     Finds orders by reference, status, date, country and more. No match is an empty list, not an error.
    The filters
    and the response are known from the sibling API. Three things are inferred. The newest order comes
    first. Values
    in one list match any of them, and several filters must all match. An empty body filters nothing.

    To read the status of many orders, search for their references instead of getting each order. There
    is no total
    and no next link. Raise `offset` until a page has fewer orders than `limit`.

    Args:
        customer_reference_id (str | Unset):
        body (SearchRequest): Filters and page. All fields are optional, and all are known from
            the sibling API only.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx2.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Error | SearchResult | Unauthorized]
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
    body: SearchRequest,
    customer_reference_id: str | Unset = UNSET,
) -> Error | SearchResult | Unauthorized | None:
    """Search orders

     Finds orders by reference, status, date, country and more. No match is an empty list, not an error.
    The filters
    and the response are known from the sibling API. Three things are inferred. The newest order comes
    first. Values
    in one list match any of them, and several filters must all match. An empty body filters nothing.

    To read the status of many orders, search for their references instead of getting each order. There
    is no total
    and no next link. Raise `offset` until a page has fewer orders than `limit`.

    Args:
        customer_reference_id (str | Unset):
        body (SearchRequest): Filters and page. All fields are optional, and all are known from
            the sibling API only.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx2.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Error | SearchResult | Unauthorized
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            customer_reference_id=customer_reference_id,
        )
    ).parsed
