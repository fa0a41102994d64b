"""What schemathesis must know of the bank: how to log in, and ids of things that are there."""

import os
import random
import re
import uuid

import requests
import schemathesis

PASSWORD = os.environ.get("FUZZ_PASSWORD", "plum-orchard-77-lantern")
# Where the ids of the things that a path or a field names are listed; the first list that answers counts.
LISTS = {
    "account": ["/admin/accounts", "/accounts"],
    "transfer": ["/admin/transfers", "/transfers"],
    "transaction": ["/admin/transactions"],
    "user": ["/admin/users"],
    "service-request": ["/service-requests"],
}
UUID = re.compile(r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", re.I)

known = {}


class Bank:
    """The session of one run. Nobody named: somebody new registers, and has something in the bank."""

    def __init__(self):
        self.user = os.environ.get("FUZZ_USER")
        self.last = None

    def token(self, url):
        login = {"username": self.user, "password": PASSWORD}
        if "FUZZ_TENANT" in os.environ:
            login["tenant_id"] = os.environ["FUZZ_TENANT"]
        answer = requests.post(f"{url}/auth/login", json=login) if self.user else None
        if answer is not None and answer.ok:
            self.last = answer.json()["access_token"]
        elif "FUZZ_USER" not in os.environ:
            # Also when its own guesses have locked the fuzzer out.
            self.last = self.register(url)
        # Whoever has ended itself goes on with a dead token: that has documented answers, too.
        assert self.last, f"{self.user} cannot log in"
        self.look(url, {"Authorization": f"Bearer {self.last}"})
        return self.last

    def register(self, url):
        self.user = f"fuzz-{uuid.uuid4()}"
        body = {"username": self.user, "email": f"{self.user}@example.com", "full_name": "Fu Zz", "password": PASSWORD}
        answer = requests.post(f"{url}/auth/register", json=body)
        answer.raise_for_status()
        token = answer.json()["access_token"]
        headers = {"Authorization": f"Bearer {token}"}
        for _ in range(3):
            account = requests.post(f"{url}/accounts", json={}, headers=headers).json()["id"]
            requests.post(f"{url}/accounts/{account}/card", headers=headers)
            for _ in range(2):
                deposit = {"type": "credit", "amount": "1000.00"}
                requests.post(f"{url}/accounts/{account}/transactions", json=deposit, headers=headers)
        request = {"kind": "callback", "subject": "Fuzz", "description": "Fuzz"}
        requests.post(f"{url}/service-requests", json=request, headers=headers)
        return token

    def look(self, url, headers):
        def ids(path):
            answer = requests.get(f"{url}{path}", headers=headers)
            return [item["id"] for item in answer.json()["items"]] if answer.ok else []

        for word, paths in LISTS.items():
            known[word] = next(filter(None, map(ids, paths)), [])
        cards = []
        for account in known["account"][:3]:
            known["transaction"] += ids(f"/accounts/{account}/transactions")
            card = requests.get(f"{url}/accounts/{account}/card", headers=headers)
            cards += [card.json()["id"]] if card.ok else []
        known["card"] = cards


bank = Bank()


@schemathesis.auth(refresh_interval=240)
class Login:
    def get(self, case, context):
        return bank.token(case.operation.base_url)

    def set(self, case, token, context):
        case.headers = {**(case.headers or {}), "Authorization": f"Bearer {token}"}


def real(word, value):
    """Every second id that names nothing becomes one that does; what is no id stays as wrong as it is."""
    ids = known.get(word)
    if not ids or not isinstance(value, str) or not UUID.match(value):
        return value
    chance = random.Random(value)
    return chance.choice(ids) if chance.random() < 0.5 else value


def word_of(field):
    return {"owner": "user", "entry": "transaction"}.get(field, field)


@schemathesis.hook
def map_path_parameters(context, parameters):
    path = context.operation.path
    for name, value in (parameters or {}).items():
        before = re.search(r"([a-z-]+)s/\{" + name + r"\}", path)
        if before:
            parameters[name] = real(before.group(1), value)
    return parameters


def with_real_ids(context, fields):
    if isinstance(fields, dict):
        for name, value in fields.items():
            match = re.match(r"(?:from_|to_)?([a-z]+)_id$", name)
            if match:
                fields[name] = real(word_of(match.group(1)), value)
    return fields


schemathesis.hook("map_query")(with_real_ids)
schemathesis.hook("map_body")(with_real_ids)
