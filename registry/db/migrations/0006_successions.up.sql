-- Municipalities that merge, change their code or move a boundary. What is recorded stays: a mistake
-- is cancelled, and reads as of an earlier knowledge still see it.

create table succession (
  id             bigint generated always as identity primary key,
  kind           text not null check (kind in ('merger', 'code-change', 'boundary')),
  heir           text not null references municipality (code),
  effective      date not null,
  note           text not null,
  recorded_at    timestamptz not null default clock_timestamp(),
  recorded_by    text references organisation (id),
  cancelled_at   timestamptz check (cancelled_at > recorded_at),
  cancelled_by   text references organisation (id),
  cancel_reason  text check (cancel_reason <> ''),
  check ((cancelled_at is null) = (cancel_reason is null))
);
comment on column succession.kind is
  'merger, code-change: the codes it is from end on the day; boundary: all codes go on';

create table succession_from (
  succession    bigint not null references succession (id),
  position      int not null check (position >= 0),
  municipality  text not null references municipality (code),
  primary key (succession, position),
  unique (succession, municipality)
);

-- Searching finds the municipality that there is now by the words of those that it came from.
drop function find_municipalities;
create function find_municipalities(word text, in_prefecture text, of_kind text, which text,
    ended text[], heirs text[])
  returns table (code text, prefecture text, county text, name text, kana text, kind text,
                 parent text, fictional boolean, rank int, found_as text)
  language sql stable as $$
  with said as (
    select m.code as entry, m.words, null::text as former from municipality m
      where m.listed and m.code <> all (ended)
    union all
    select e.heir, m.words, m.code
      from unnest(ended, heirs) as e (code, heir) join municipality m on m.code = e.code
      where word <> ''),
  ranked as (
    select distinct on (entry) entry, former,
      case when word = '' then 2
           when word = any (words) then 0
           when exists (select from unnest(words) w where starts_with(w, word)) then 1
           else 2 end as rank
    from said
    where word = '' or exists (select from unnest(words) w where strpos(w, word) > 0)
    order by entry, rank, former nulls first)
  select m.code, m.prefecture, m.county, m.name, m.kana, m.kind, m.parent, m.fictional,
    r.rank, r.former
  from ranked r join municipality m on m.code = r.entry
  where m.listed
    and (in_prefecture is null or m.prefecture = in_prefecture)
    and (of_kind is null or m.kind = of_kind)
    and (which = 'include' or m.fictional = (which = 'only'))
$$;
comment on function find_municipalities is
  'rank 0: the very word, 1: a word begins with it, 2: a word contains it; found_as: the former code';
