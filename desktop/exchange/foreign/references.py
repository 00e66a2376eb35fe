"""References to records by code or name; unknown names become new records when that is agreed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from desktop.core.errors import FieldError, OfftakeError, Problem
from desktop.core.fields import ChoiceField, Field, ReferenceField, clean
from desktop.core.i18n import Text
from desktop.core.merge import Row
from desktop.exchange.foreign.draft import Context, Draft, ForeignPlace
from desktop.exchange.foreign.names import normal_name
from desktop.exchange.foreign.questions import Evidence, Option, Questions, words

#: Types that may come into being because a row names them.
CREATABLE = ("material", "organization", "plant", "form")
_ROLES = {"owner": "supplier", "seller": "supplier", "parent": "supplier", "buyer": "consumer",
          "organization": "consumer", "lead": "partner"}  # fmt: skip
_ASKED_ALONE = 25  # unknown names of one type that are asked for one by one


class Waiting(Exception):
    """A question must be answered first."""


@dataclass
class Created:
    """A record that a row asked for by its name."""

    type: str
    id: int
    values: dict[str, Any]
    place: ForeignPlace
    by: str
    questions: Questions
    problems: list[Problem] = field(default_factory=list)
    #: Fields that wait for the answer to another question.
    waits: set[str] = field(default_factory=set)


class References:
    """Finds what rows refer to, over all tables of a workbook."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.created: dict[tuple[str, str], Created] = {}
        self._asked: dict[str, set[str]] = {}

    def find(
        self, of: ReferenceField, text: str, draft: Draft, questions: Questions, at: Evidence
    ) -> int | None:
        """Give the id of the record that a text names, None where it is to be left blank.

        Raises `FieldError` for a name that means nothing or several, `Waiting` for a question.
        """
        names = self.context.names
        text = clean(text)
        ids = names.find(of.target, text)
        if len(ids) > 1 and of.target == "form":
            material = draft.values.get("material")
            ids = [id for id in ids if names.value("form", id, "material") == material]
        if len(ids) > 1:
            raise FieldError(
                Text("“{value}” is the name of several records: {codes}; write the code",
                     value=text, codes=", ".join(names.code(of.target, id) for id in ids))
            )  # fmt: skip
        if ids:
            self._learn(of, ids[0], draft, questions, at)
            return ids[0]
        return self._unknown(of, text, draft, questions, at)

    def _unknown(
        self, of: ReferenceField, text: str, draft: Draft, questions: Questions, at: Evidence
    ) -> int | None:
        names = self.context.names
        similar = names.similar(of.target, text)
        creatable = of.target in CREATABLE
        if creatable and self.context.create:
            return self._create(of, text, draft, questions, at)
        options = [Option(names.code(of.target, id), f"{names.code(of.target, id)} {name}")
                   for id, name in similar if names.code(of.target, id)]  # fmt: skip
        if creatable:
            options.insert(0, Option("create", Text("Make a new record of it")))
        elif not options:
            raise FieldError(
                Text("There is no {type} called “{value}”",
                     type=Text(of.target, context="type"), value=text)
            )  # fmt: skip
        options.append(Option("-", Text("Leave it blank")))
        name = self._name(of.target, text)
        message = (
            Text("“{name}” is not known here: make a new {type} of it?", name=text,
                 type=Text(of.target, context="type"))
            if name.endswith(text)
            else Text("More names are not known here: make a new {type} of each?",
                      type=Text(of.target, context="type"))
        )  # fmt: skip
        answer = questions.ask(name, message, options, at, field=of.name)
        if answer is None:
            raise Waiting
        if answer == "create":
            return self._create(of, text, draft, questions, at)
        return self.context.names.find(of.target, answer)[0] if answer != "-" else None

    def _name(self, target: str, text: str) -> str:
        asked = self._asked.setdefault(target, set())
        if text in asked or len(asked) < _ASKED_ALONE:
            asked.add(text)
            return f"new:{target}:{text}"
        return f"new:{target}:*"

    def _create(
        self, of: ReferenceField, text: str, draft: Draft, questions: Questions, at: Evidence
    ) -> int:
        key = (of.target, normal_name(text))
        made = self.created.get(key)
        if made is None:
            context = self.context
            symbol = text.upper() if re.fullmatch(r"[A-Za-z][A-Za-z0-9]{0,5}", text) else ""
            wanted = symbol if of.target in ("material", "form") else ""
            values: dict[str, Any] = {"code": context.new_code(of.target, wanted), "name": text}
            if re.search(r"[가-힣]", text) and of.target in ("material", "organization"):
                values["local_name"] = text
            if of.target == "organization" and of.name in _ROLES:
                values["roles"] = (_ROLES[of.name],)
            if of.target == "form":
                values["material"] = draft.values.get("material")
            made = Created(of.target, context.spare(), values, draft.place, of.name, questions)
            self.created[key] = made
            context.names.add(of.target, made.id, values)
        self._learn(of, made.id, draft, questions, at)
        return made.id

    def _learn(
        self, of: ReferenceField, id: int, draft: Draft, questions: Questions, at: Evidence
    ) -> None:
        """Fill what a row says about a new record that it refers to."""
        made = next((c for c in self.created.values() if c.id == id and c.type == of.target), None)
        if made is None:
            return
        if of.target == "organization" and of.name in _ROLES and made.values.get("roles"):
            roles = (*made.values["roles"], _ROLES[of.name])
            all_roles = self.context.dataset.types["organization"].by_name["roles"]
            made.values["roles"] = all_roles.parse(roles)
        for path, text in draft.related.items():
            name, _, inner = path.partition(".")
            if name == of.name and made.values.get(inner) is None:
                target = self.context.dataset.types[of.target].by_name[inner]
                try:
                    made.values[inner] = self._value(target, text, draft, questions, at)
                except Waiting:
                    made.waits.add(inner)
                    draft.waiting = True
                except FieldError as fault:
                    draft.say(path, fault.message, "warning")

    def _value(self, of: Field, text: str, draft: Draft, questions: Questions, at: Evidence) -> Any:
        if isinstance(of, ReferenceField):
            return self.find(of, text, draft, questions, at)
        return of.parse(text)

    def finish(self) -> list[tuple[str, Row]]:
        """Ask for what new records still lack, and give them as rows."""
        done: list[tuple[str, Row]] = []
        for made in list(self.created.values()):
            type = self.context.dataset.types[made.type]
            for of in type.fields:
                if of.required and made.values.get(of.name) is None and of.name not in made.waits:
                    self._complete(made, of)
            done.append((made.type, Row(made.id, made.values, _NamedPlace(made), None,
                                        tuple(made.problems))))  # fmt: skip
        return done

    def _complete(self, made: Created, of: Field) -> None:
        name = str(made.values["name"])
        options: list[Option] = []
        if isinstance(of, ChoiceField):
            options = words(of.choices, of.label)
        elif isinstance(of, ReferenceField):
            options = [Option(*pair) for pair in self.context.names.options(of.target)][:30]
        answer = made.questions.ask(
            f"new:{made.type}:{name}:{of.name}",
            Text("{label} of the new {type} “{name}”?", label=of.title,
                 type=Text(made.type, context="type"), name=name),
            options, Evidence(made.place.cell(made.by), name),
            free=not isinstance(of, ChoiceField), field=of.name,
        )  # fmt: skip
        if answer is None:
            return
        try:
            made.values[of.name] = self.parsed(of, answer)
        except OfftakeError as fault:
            made.problems.append(
                Problem("error", made.type, made.values["code"], of.name,
                        Text("{label}: {fault}", label=of.title, fault=fault.message),
                        made.id, made.place.cell(made.by))
            )  # fmt: skip

    def parsed(self, of: Field, text: str) -> Any:
        """Read an answer or constant as a field reads it, names of records too."""
        if isinstance(of, ReferenceField):
            ids = self.context.names.find(of.target, text)
            if len(ids) != 1:
                raise FieldError(
                    Text("There is no {type} called “{value}”",
                         type=Text(of.target, context="type"), value=text)
                )  # fmt: skip
            return ids[0]
        return of.parse(text)


@dataclass(frozen=True)
class _NamedPlace:
    """The place of a record that a cell named: that cell, for every field."""

    made: Created

    def cell(self, name: str) -> str:
        """Give the address of the cell that names the record."""
        return self.made.place.cell(self.made.by)
