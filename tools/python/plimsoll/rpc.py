"""JSON-RPC 2.0: what is sent, and what comes of it."""

import json
from typing import Any

REJECTED = -32003


class RPCError(Exception):
    """The node did not do what it was asked. `data` has the reason and its facts, if it refused a transaction."""

    def __init__(self, error: dict[str, Any]):
        self.code: int = error["code"]
        self.data: dict[str, Any] = error.get("data") or {}
        super().__init__(f"{error['message']} ({self.code}) {json.dumps(self.data) if self.data else ''}".strip())

    @property
    def reason(self) -> str | None:
        return self.data.get("reason")


def request(number: int, method: str, *parameters: Any) -> str:
    return json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": parameters})


def result(answer: dict[str, Any]) -> Any:
    if "error" in answer:
        raise RPCError(answer["error"])
    return answer["result"]
