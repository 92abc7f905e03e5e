"""What a call does, decided without doing any of it: generators that yield commands and are told the outcome.

To be read in this order: `commands` (what a call can ask of its driver), `policy` (what an outcome means), `exchange`
(one request, until it is to be acted upon), `look_up` (what a reference proves), `submit`; `cancel` and `update` with
`repetition`; `wait`; `pages`. `operations` checks what a caller gives and starts each of them.
"""
