"""Registration of `access` with Django."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Who may do what: accounts, roles, sessions, tokens."""

    name = "xiuhua.access"

    def ready(self) -> None:
        """Fill the seams of the layers below."""
        from xiuhua.access import queries, rules, services, terms  # noqa: PLC0415 - models are ready only now
        from xiuhua.access.rules.roles import landing_of  # noqa: PLC0415
        from xiuhua.ledger.jobs import periodic_register  # noqa: PLC0415
        from xiuhua.shared.clock import now  # noqa: PLC0415
        from xiuhua.web import menu, seams, words  # noqa: PLC0415

        words.vocabulary_register(terms.Act, terms.Role, terms.AccountState)
        words.kind_register("user", zh="账号", en="account")
        words.kind_register("token", zh="令牌", en="token")
        words.kind_register("role", zh="角色", en="role")
        words.kind_register("idempotency_key", zh="幂等键", en="idempotency key")
        periodic_register("sessions_forget", 3600.0, lambda: services.sessions_forget(at=now()))
        periodic_register("keys_forget", 3600.0, lambda: services.keys_forget(at=now()))
        seams.may_register(services.may)
        seams.require_register(services.require)
        seams.areas_for_register(rules.areas_for)
        seams.landing_register(lambda actor: landing_of([held.role for held in actor.holdings]))
        seams.once_register(services.once_for_form)
        seams.actor_labels_register(queries.actor_labels)
        menu.menu_register(
            menu.MenuEntry(
                key="accounts",
                zh="账号",
                en="Users",
                url_name="access:accounts",
                icon="users",
                act=terms.Act.ACCOUNT_READ,
                rank=10,
                foot=True,
            )
        )
