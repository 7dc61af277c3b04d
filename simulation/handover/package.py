"""The tables as a Data Package (version 2): datapackage.json beside CSV and Parquet files."""

import json
from typing import Any

from simulation.handover.fields import Field, Table
from simulation.handover.files import csv_of, parquet
from simulation.handover.made import Made
from simulation.handover.tables import CONTRACT, TABLES
from simulation.scenario.schema import Scenario
from simulation.scenario.vocabulary import words_of
from simulation.storage.files import noted_of

PROFILES = "https://datapackage.org/profiles/2.0"
LICENCE = {
    "name": "etalab-2.0",
    "path": "https://spdx.org/licenses/etalab-2.0.html",
    "title": "Licence Ouverte / Open Licence 2.0",
}


def package_files(made: Made) -> dict[str, bytes]:
    """All files of the package by their path: data/, schemas/ and datapackage.json."""
    files: dict[str, bytes] = {}
    for table in TABLES:
        files[f"data/{table.name}.csv"] = csv_of(table, made.tables[table.name])
        files[f"data/{table.name}.parquet"] = parquet(table, made.tables[table.name])
        files[f"schemas/{table.name}.json"] = _json(published_schema(table, made))
    return {"datapackage.json": _json(descriptor(made, files)), **files}


def descriptor(made: Made, files: dict[str, bytes]) -> dict[str, Any]:
    """The content of datapackage.json."""
    run = made.handed.base
    return {
        "$schema": f"{PROFILES}/datapackage.json",
        "name": "essaim-handover",
        "title": f"Essaim: {run.scenario.name}",
        "description": "Forecast of how trainers train facilitators of a practice in an administration, with the "
        "capacity, workforce and money that it takes. Rows of FR and _T are totals: do not add them to the others.",
        "version": CONTRACT,
        "created": made.handed.moment,
        "keywords": [*_practices(run.scenario), "capacity planning", "GPEEC", "agent-based simulation"],
        "licenses": [LICENCE],
        "contributors": [{"title": "The Essaim contributors", "roles": ["creator"]}],
        "sources": _sources(made),
        "resources": [_resource(table, made, files[f"data/{table.name}.csv"]) for table in TABLES],
    }


def _practices(scenario: Scenario) -> list[str]:
    """What the practice is called in this scenario, in English and in French."""
    return [name for _, name in words_of([scenario]).practice]


def table_schema(table: Table) -> dict[str, Any]:
    """The Table Schema of a table."""
    found: dict[str, Any] = {
        "$schema": f"{PROFILES}/tableschema.json",
        "fields": [_field(field, table) for field in table.fields],
        "missingValues": [""],
        "primaryKey": list(table.key),
    }
    if table.references:
        found["foreignKeys"] = [
            {"fields": [one.field], "reference": {"resource": one.table, "fields": [one.key]}}
            for one in table.references
        ]
    return found


def published_schema(table: Table, made: Made) -> dict[str, Any]:
    """The schema as the French State's catalogue of schemas (schema.data.gouv.fr) takes it, with a valid example."""
    return {
        **table_schema(table),
        "name": f"essaim-{table.name.replace('_', '-')}",
        "title": table.title.french,
        "description": table.row.french,
        "version": CONTRACT,
        "created": made.handed.moment[:10],
        "lastModified": made.handed.moment[:10],
        "contributors": [{"title": "The Essaim contributors", "role": "author"}],
        "keywords": ["formation", "effectifs"],
        "resources": [{"title": table.title.french, "path": f"../data/{table.name}.csv"}],
    }


def _resource(table: Table, made: Made, content: bytes) -> dict[str, Any]:
    noted = noted_of(content)
    return {
        "name": table.name,
        "type": "table",
        "title": f"{table.title.english} / {table.title.french}",
        "description": f"{table.row.english}. / {table.row.french}. The same with its types: {table.name}.parquet.",
        "path": f"data/{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": noted["bytes"],
        "hash": f"sha256:{noted['sha256']}",
        "schema": table_schema(table),
    }


def _field(field: Field, table: Table) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if field.needed:
        constraints["required"] = True
    if field.allowed:
        constraints["enum"] = list(field.allowed)
    found: dict[str, Any] = {
        "name": field.name,
        "type": field.type,
        "title": field.english,
        "description": f"{field.english}. / {field.french}.",
    }
    if field.unit:
        found["unit"] = field.unit
    if field.type == "date":
        found["format"] = "default"
    return found | ({"constraints": constraints} if constraints else {})


def _sources(made: Made) -> list[dict[str, str]]:
    code = made.handed.base.results.manifest["code"]
    found = [{"title": f"Essaim {code['version']}, simulation (code {code['fingerprint'][:8]})"}]
    if made.handed.base.places.insee:
        found.append(
            {
                "title": "Insee and others: headcounts by region and administration, fitted to national totals "
                "(LICENSE-DATA.md)"
            }
        )
    return [*found, {"title": "Figures of the scenarios: each with its source in the table assumptions"}]


def _json(content: dict[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
