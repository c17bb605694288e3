"""Contents that are typed into forms, and words as people type them in a hurry."""

from __future__ import annotations

import unicodedata

from demo.conversion import convert, load_samples
from proposals.template import Content, blank_content


def sample(code: str) -> Content:
    """A filled-in template: "P01" to "P12"."""
    return next(convert(row) for row in load_samples() if row["id"] == code)


TITLES = tuple(convert(row)["title"]["title"] for row in load_samples())


def without_accents(text: str) -> str:
    """As typed without a Vietnamese keyboard."""
    plain = "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))
    return plain.replace("đ", "d").replace("Đ", "D")


def in_english() -> Content:
    """A short but complete proposal written in English."""
    made = blank_content()
    made["title"] |= {
        "title": "Shared coastal flood forecasts for fishing ports",
        "kind": "new",
        "main_system": 3,
        "related_systems": [4],
        "strategic_technology": True,
        "project_group": "C",
    }
    made["lead_unit"] |= {
        "name": "University of Danang",
        "unit_type": "university",
        "contact_name": "Michael Tran",
        "contact_phone": "0236 3822 041",
        "contact_email": "contact@udn.example",
    }
    made["coordination"] |= {"units": [{"name": "Port authority", "role": "Runs the gauges"}]}
    made["necessity"] |= {
        "context": "Storm surges close small ports several times a year.",
        "problem": "Skippers learn of a surge too late, because forecasts stop at the province.",
        "bases": [{"number": "57-NQ/TW", "content": "Science and technology for disaster prevention."}],
    }
    made["objectives"] |= {
        "general": "Give every fishing port its own forecast six hours ahead.",
        "specific": [
            {
                "statement": "Forecasts for forty ports",
                "measure": "Ports with a forecast",
                "baseline": "0",
                "target": "40",
                "unit": "ports",
                "deadline": "2028-12-31",
                "responsible": "University of Danang",
            }
        ],
    }
    made["novelty"] |= {
        "summary": "A surge model that learns from cheap gauges.",
        "points": [{"type": "technology", "new": "Gauges for the price of a phone", "today": "Two gauges a province"}],
    }
    made["scope"] |= {
        "components": [
            {
                "name": "Gauges",
                "content": "Two hundred gauges at forty ports.",
                "activities": "Choose the sites\nInstall\nCalibrate",
                "unit": "Port authority",
            }
        ]
    }
    made["outputs"] |= {
        "items": [
            {
                "type": "application",
                "name": "Port forecast",
                "quantity": "1",
                "unit": "application",
                "acceptance": "Mean error below 15 cm over one season",
                "users": "Skippers and port masters",
                "deadline": "2028-06-30",
            }
        ]
    }
    made["contribution"] |= {
        "narrative": "Fewer days lost and fewer boats damaged.",
        "targets": [
            {
                "system": 3,
                "target": sample("P05")["contribution"]["targets"][0]["target"],  # type: ignore[index]
                "contribution": "Forty ports served",
                "measured_by": "Yearly count",
            }
        ],
    }
    made["roadmap"] |= {
        "phases": [
            {
                "name": "Pilot",
                "start": "2027-01-01",
                "end": "2027-12-31",
                "content": "Five ports.",
                "milestones": [{"name": "First forecast", "due": "2027-06-30"}],
            }
        ]
    }
    made["resources"] |= {
        "finance": [{"state_budget": 9_500_000_000, "socialised": 2_250_500_000, "other": 0}],
        "people": [{"position": "Modeller", "count": 3, "requirement": "Ocean modelling"}],
    }
    made["kpis"] |= {
        "items": [
            {
                "name": "Ports with a forecast",
                "tier": "2",
                "type": "outcome",
                "unit": "ports",
                "targets": [{"year": 2027, "value": "5"}],
                "source": "Port log",
                "frequency": "Yearly",
            }
        ]
    }
    made["risks"] |= {
        "items": [
            {
                "description": "Gauges are stolen",
                "probability": 3,
                "impact": 2,
                "prevention": "Mount them inside the light towers",
                "owner": "Port authority",
            }
        ]
    }
    return made
