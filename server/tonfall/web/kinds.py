"""Every kind of problem the service answers with: its status, its words, and what to mend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tonfall.draft import Texts


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of problem. `headers` are sent along."""

    status: int
    title: Texts
    detail: Texts
    headers: Mapping[str, str] = field(default_factory=dict)


KINDS: Mapping[str, Kind] = {
    "broken-json": Kind(
        400,
        Texts("Kein gültiges JSON", "Not valid JSON"),
        Texts(
            "Der Inhalt der Anfrage ist kein JSON. Als UTF-8 kodiertes JSON-Objekt noch einmal senden.",
            "The body is not JSON. Send it again as a JSON object in UTF-8.",
        ),
    ),
    "broken-form": Kind(
        400,
        Texts("Unvollständiges Formular", "Incomplete form"),
        Texts(
            "Diese Seite neu laden und den Knopf noch einmal drücken.",
            "Reload the page and press the button again.",
        ),
    ),
    "no-token": Kind(
        401,
        Texts("Nicht verbunden", "Not paired"),
        Texts(
            "Zuerst die Erweiterung verbinden und ihr Token als «Authorization: Bearer …» senden.",
            "Pair the extension first and send its token as “Authorization: Bearer …”.",
        ),
        {"WWW-Authenticate": 'Bearer realm="tonfall"'},
    ),
    "unknown-token": Kind(
        401,
        Texts("Verbindung unbekannt", "Pairing unknown"),
        Texts(
            "Dieses Token gilt nicht oder nicht mehr. Bitte die Erweiterung neu verbinden.",
            "This token is not valid, or no longer. Please pair the extension again.",
        ),
        {"WWW-Authenticate": 'Bearer realm="tonfall", error="invalid_token"'},
    ),
    "foreign-host": Kind(
        403,
        Texts("Falscher Rechnername", "Wrong host name"),
        Texts(
            "Dieser Dienst antwortet nur unter http://127.0.0.1 und http://localhost mit seinem Port.",
            "This service only answers at http://127.0.0.1 and http://localhost with its port.",
        ),
    ),
    "foreign-origin": Kind(
        403,
        Texts("Fremde Herkunft", "Foreign origin"),
        Texts(
            "Anfragen gehen nur von der verbundenen Erweiterung und von den Seiten dieses Dienstes aus.",
            "Requests are only taken from the paired extension and from this service's own pages.",
        ),
    ),
    "not-an-extension": Kind(
        403,
        Texts("Nur für Erweiterungen", "Extensions only"),
        Texts(
            "Nur eine Browser-Erweiterung kann eine Verbindung beginnen: dort «Verbinden» wählen.",
            "Only a browser extension can begin a pairing: choose “Pair” there.",
        ),
    ),
    "not-found": Kind(
        404,
        Texts("Nicht gefunden", "Not found"),
        Texts(
            "Diese Adresse gibt es hier nicht. Was es gibt, steht in /openapi.json.",
            "There is nothing at this address. /openapi.json lists what there is.",
        ),
    ),
    "no-rewriter": Kind(
        404,
        Texts("Kein Sprachmodell eingerichtet", "No language model set up"),
        Texts(
            "Ein lokales Sprachmodell lässt sich in tonfall.yaml unter «rewriter» eintragen.",
            "A local language model can be named in tonfall.yaml, under “rewriter”.",
        ),
    ),
    "wrong-method": Kind(
        405,
        Texts("Falsche Methode", "Wrong method"),
        Texts(
            "Diese Adresse nimmt nur die Methoden an, die in der Kopfzeile «Allow» stehen.",
            "This address only takes the methods named in the “Allow” header.",
        ),
    ),
    "pairing-over": Kind(
        410,
        Texts("Anfrage abgelaufen", "Request has expired"),
        Texts(
            "Diese Anfrage ist abgelaufen oder erledigt. In der Erweiterung noch einmal «Verbinden» wählen.",
            "This request has expired or is done. Choose “Pair” in the extension again.",
        ),
    ),
    "body-too-large": Kind(
        413,
        Texts("Anfrage zu groß", "Request too large"),
        Texts(
            "Mehr als 512 KiB nimmt dieser Dienst nicht an. Einen kürzeren Text senden.",
            "This service takes no more than 512 KiB. Send a shorter text.",
        ),
    ),
    "draft-too-long": Kind(
        413,
        Texts("Text zu lang", "Text too long"),
        Texts(
            "Bis zu 20.000 Zeichen werden geprüft. Den Text kürzen oder in Teilen prüfen.",
            "Up to 20,000 characters are checked. Shorten the text or check it in parts.",
        ),
    ),
    "sentence-too-long": Kind(
        413,
        Texts("Satz zu lang", "Sentence too long"),
        Texts(
            "Behalten werden Sätze bis 2.000 Zeichen, so lang wie ein Beispiel einer Regel sein darf.",
            "Sentences of up to 2,000 characters are kept, as long as an example of a rule may be.",
        ),
    ),
    "not-json": Kind(
        415,
        Texts("Falscher Inhaltstyp", "Wrong content type"),
        Texts(
            "Diese Adresse nimmt nur JSON an: «Content-Type: application/json» senden.",
            "This address only takes JSON: send “Content-Type: application/json”.",
        ),
    ),
    "not-a-form": Kind(
        415,
        Texts("Falscher Inhaltstyp", "Wrong content type"),
        Texts(
            "Diese Adresse nimmt nur das Formular der Seite /pair an.",
            "This address only takes the form of the page /pair.",
        ),
    ),
    "invalid": Kind(
        422,
        Texts("Ungültige Angaben", "Invalid fields"),
        Texts(
            "Die Felder unter «errors» berichtigen und noch einmal senden.",
            "Correct the fields under “errors” and send the request again.",
        ),
    ),
    "internal": Kind(
        500,
        Texts("Fehler im Dienst", "Error in the service"),
        Texts(
            "Das liegt an Tonfall, nicht am Text. Art und Stelle stehen in der Ausgabe des Dienstes.",
            "The fault is Tonfall's, not the text's. The service's output names its kind and place.",
        ),
    ),
    "not-kept": Kind(
        500,
        Texts("Nicht behalten", "Not kept"),
        Texts(
            "Das ließ sich nicht speichern. Der Grund steht in der Ausgabe des Dienstes.",
            "This could not be saved. The service's output says why.",
        ),
    ),
    "busy": Kind(
        503,
        Texts("Gerade ausgelastet", "Busy"),
        Texts(
            "Es sind schon 20 Anfragen in Arbeit. In einer Sekunde noch einmal versuchen.",
            "20 requests are being worked on already. Try again in a second.",
        ),
        {"Retry-After": "1"},
    ),
    "many-pairings": Kind(
        503,
        Texts("Zu viele Verbindungen auf einmal", "Too many pairings at once"),
        Texts(
            "Es warten schon mehrere Browser auf ihre Verbindung. In ein paar Minuten noch einmal versuchen.",
            "Several browsers are waiting to be paired already. Try again in a few minutes.",
        ),
        {"Retry-After": "60"},
    ),
}
