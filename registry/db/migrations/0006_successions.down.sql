drop function find_municipalities;
create function find_municipalities(word text, in_prefecture text, of_kind text, which text)
  returns table (code text, prefecture text, county text, name text, kana text, kind text,
                 parent text, fictional boolean, rank int)
  language sql stable as $$
  select m.code, m.prefecture, m.county, m.name, m.kana, m.kind, m.parent, m.fictional,
    case when word = '' then 2
         when word = any (m.words) then 0
         when exists (select from unnest(m.words) w where starts_with(w, word)) then 1
         else 2 end
  from municipality m
  where m.listed
    and (word = '' or exists (select from unnest(m.words) w where strpos(w, word) > 0))
    and (in_prefecture is null or m.prefecture = in_prefecture)
    and (of_kind is null or m.kind = of_kind)
    and (which = 'include' or m.fictional = (which = 'only'))
$$;
comment on function find_municipalities is
  'rank 0: the very word, 1: a word begins with it, 2: a word contains it';
drop table succession_from, succession;
