"""Do the diffs of a made country fit their forms, and are they the same each time?"""

from bench.national_make import cores, municipalities, national
from soroe.diff import apply
from soroe.schema import check_schema


def test_every_diff_fits_its_form_and_comes_out_the_same_again() -> None:
    codes = municipalities()
    assert len(codes) == 1741
    assert len({core.form for core in cores()}) == 30
    for core in cores(10):
        made = list(national(core, codes[:5]))
        assert made == list(national(core, codes[:5]))
        assert [r.revision for r in made] == [1, 2, 3] * 5
        for r in made:
            assert not check_schema(apply(core.core, r.diff))
