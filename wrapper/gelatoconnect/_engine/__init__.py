"""Decides what a call does, without doing it: no I/O and no clock of its own.

A call is a generator. It yields commands, a driver of `_transport` performs them and replies with what came of them::

    operations ──> submit · changes · wait · search
                          │
                          ├── lookup      find the order, compare it
                          ▼
                        retry             classify, should_retry, backoff
                          │ yields Reserve, Send, Sleep, Throttle
                          ▼
                       a driver           replies Reservation, Response, NoResponse

Read `commands` first, then `retry` (when is a request sent again, and how long is a 429 waited out), `lookup` and
`submit` (exactly once), then `changes`, `wait` and `search`. `requests` builds what is sent, `responses` reads what
comes back, `context` holds the deadline and the history of one call. `operations` checks arguments and starts a flow.
"""
