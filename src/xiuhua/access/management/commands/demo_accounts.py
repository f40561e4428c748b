"""Make the accounts of a new installation and print their passwords, once."""

from __future__ import annotations

import json

from django.core.management.base import BaseCommand, CommandParser

from xiuhua.access.demo import ADMINISTRATORS, demo_people
from xiuhua.access.models import User
from xiuhua.access.services import account_create, password_generate
from xiuhua.shared.actor import system
from xiuhua.shared.clock import now


class Command(BaseCommand):
    """`manage demo_accounts [--administrators]`: JSON lines of accounts that were made just now."""

    help = "Make the first accounts; prints those made just now, with their passwords, as JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        """Read whether only the three administrators are wanted."""
        parser.add_argument(
            "--administrators", action="store_true", help="without the people of the demo district"
        )

    def handle(self, *, administrators: bool, **_options: object) -> None:
        """Make what is missing."""
        wanted = ADMINISTRATORS if administrators else (*ADMINISTRATORS, *demo_people())
        known = set(User.objects.values_list("username", flat=True))
        made = []
        for account in wanted:
            if account.username in known:
                continue
            password = password_generate()
            account_create(
                username=account.username,
                name=account.name,
                password=password,
                roles=(account.role,),
                actor=system("setup"),
                at=now(),
            )
            role = account.role.role
            made.append(
                {"username": account.username, "name": account.name, "role": role.zh, "password": password}
            )
        self.stdout.write(json.dumps(made, ensure_ascii=False))
