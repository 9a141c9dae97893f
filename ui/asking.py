"""What an address asks of the index; the same for the page, a saved search and an alert."""

from __future__ import annotations

from briefing import alerts
from briefing.alerts import Alert
from catalog import Catalog
from catalog.records import Reader
from catalog.searches import SavedSearch
from index import Index
from index.record import Search
from ui import address
from ui.address import Request

K = 50  # passages, as the search page shows


def search_of(request: Request, *, k: int = K) -> Search:
    """Return what the search page asks of the index for `request`."""
    return Search(
        request.query,
        filters=request.filters,
        k=k,
        off=request.off,
        typed=request.typed,
        literal=request.literal,
        sort=request.order,
    )


def waiting(catalog: Catalog, index: Index, *, reader: Reader) -> list[Alert]:
    """Return what each alert has to tell, those with nothing left out."""
    found = [
        alerts.fresh(index, saved, search_of(request_of(saved)), reader=reader)
        for saved in catalog.alerts(reader=reader)
    ]
    return [alert for alert in found if alert.found]


def request_of(saved: SavedSearch) -> Request:
    """Return what a saved search asks."""
    return address.read({k: [v] if isinstance(v, str) else v for k, v in saved.address.items()})
