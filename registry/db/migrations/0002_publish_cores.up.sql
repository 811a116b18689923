-- Publishing core versions of several forms in one call: the rights, the state of the forms and the
-- writing are one round trip. What is told of each is enough to say why it was not published.
--
-- The n-th element of each array belongs to the n-th version; a hash that is null is the operator.
-- A version is written where its publisher may, its name is free, its form's highest version is the
-- one it was compared with, its number is above that, and it fits (keeps what its number promises).
create function publish_cores(
    scope text, kinds text[], hashes bytea[], heads text[], fits boolean[],
    forms text[], versions text[], titles text[], descriptions text[], days date[],
    submitted_texts bytea[], submitted_digests text[], documents bytea[], digests text[],
    names text[])
  returns table (token uuid, organisation text, kind text, municipality text, scopes text[],
    expires_at timestamptz, expired boolean, revoked boolean, highest text, highest_digest text,
    submitted_digest text, digest text, effective_from date, taken boolean)
  language plpgsql as $$
#variable_conflict use_column
begin
  -- A token that is revoked meanwhile is revoked before, and refused here, or after the writing.
  perform from token t where t.hash = any (hashes) order by t.id for share;
  -- Nobody else publishes cores of these forms meanwhile; always in the order of names, so that two
  -- who lock several do not wait for each other.
  insert into form (form)
    select w.form from unnest(forms, hashes) as w (form, hash)
    where w.hash is null or exists (
      select from token t join organisation o on o.id = t.organisation
      where t.hash = w.hash and t.revoked_at is null and t.expires_at > now()
        and scope = any (t.scopes) and o.kind = any (kinds))
    order by w.form
    on conflict (form) do update set form = excluded.form;
  -- A statement of its own, which sees what those wrote who held the locks before.
  return query
  with given as materialized (
    select w.*, t.id as token, t.organisation, o.kind, o.municipality, t.scopes, t.expires_at,
      t.expires_at <= now() as expired, t.revoked_at is not null as revoked,
      h.version as highest, h.number as highest_number, h.digest as highest_digest,
      l.submitted_digest as known_submitted, l.digest as known, v.effective_from
    from unnest(hashes, heads, fits, forms, versions, titles, descriptions, days, submitted_texts,
        submitted_digests, documents, digests, names)
      with ordinality as w (hash, head, fit, form, version, title, description, day, submitted,
        submitted_digest, document, digest, name, nth)
    left join lateral (select * from token t where t.hash = w.hash limit 1) t on true
    left join lateral (select * from organisation o where o.id = t.organisation limit 1) o on true
    left join lateral (select version, number, digest from core_version c where c.form = w.form
      order by number desc limit 1) h on true
    left join lateral (select * from name_ledger n where n.name = w.name limit 1) l on true
    left join lateral (select effective_from from core_version c
      where c.form = w.form and c.version = w.version limit 1) v on true),
  new as materialized (
    select *, string_to_array(version, '.')::int[] as number from given g
    where fit and known is null and highest is not distinct from head
      and (highest is null or string_to_array(version, '.')::int[] > highest_number)
      and (hash is null or (not revoked and not expired
        and scope = any (scopes) and kind = any (kinds)))),
  claimed as (  -- the unique index decides, whatever was seen before
    insert into name_ledger (name, kind, submitted_digest, digest)
    select name, 'core', submitted_digest, digest from new order by name
    on conflict do nothing returning name),
  kept as (
    insert into core_version (form, version, number, state, title, description, effective_from,
      submitted, submitted_digest, document, digest, name, recorded_by)
    select form, version, number, 'published', title, description, day, submitted,
      submitted_digest, document, digest, name, organisation
    from new join claimed using (name)),
  told as (
    insert into audit (organisation, token, action, object, digest_before, digest_after)
    select organisation, token, 'publish-core', name, highest_digest, digest
    from new join claimed using (name) order by nth)
  select g.token, g.organisation, g.kind, g.municipality, g.scopes, g.expires_at, g.expired,
    g.revoked, g.highest, g.highest_digest, g.known_submitted, g.known, g.effective_from,
    c.name is not null
  from given g left join claimed c using (name) order by g.nth;
end $$;
