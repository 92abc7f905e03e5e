"""Where Python meets the contract: JSON is judged by its rules, before it leaves and after it came."""
