"""Two people who load the same file at the same moment: the second finds what the first entered."""

from commitments.actions.loading import Loading, bring_in
from commitments.agreement_file.document import read_document
from commitments.agreement_file.reading import read
from commitments.models import Agreement, Commitment, Deadline, Deed, Receipt
from monitoring.models import Statement
from tests.factories import NOW, World
from tests.live import LIVE, at_once
from tests.loading.conftest import VALLEY

pytestmark = LIVE


def test_two_loadings_at_once_add_everything_once(world: World) -> None:
    def load() -> Loading:
        file = read(VALLEY)
        document = read_document(file)
        return bring_in(document, file.source, mission=world.mission, by=world.administrator, at=NOW)

    both = at_once([load, load])
    assert sorted(len(loading.moved) for loading in both) == [0, 8]
    assert not [note for loading in both for note in loading.refused]
    assert Agreement.objects.filter(reference="VA26").count() == 1
    counted = (Commitment, Deadline, Deed, Receipt, Statement)
    assert [model.objects.count() for model in counted] == [6, 8, 2, 1, 1]
