"""What a call does, decided without doing any of it: generators that yield commands and are told the outcome."""
