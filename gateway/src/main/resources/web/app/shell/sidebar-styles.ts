import { css } from "lit";

/** Wide: a column with words. Middle: a rail of icons. Narrow: a bar at the bottom that opens to a sheet. */
export const sidebarStyles = css`
  :host { display: block; min-block-size: 0; border-inline-end: 1px solid var(--line); background: var(--ground); }
  nav { display: flex; flex-direction: column; gap: var(--s1); block-size: 100%; padding: var(--s3) 12px; position: relative; overflow-y: auto; }
  .brand { display: flex; align-items: center; gap: 12px; padding: 0 var(--s2) var(--s3); font-weight: 650; font-size: var(--lead); overflow-wrap: anywhere; }
  .brand img { flex: none; }
  .place {
    position: relative; display: flex; align-items: center; justify-content: flex-start; gap: 12px; inline-size: 100%; min-block-size: 40px;
    padding: 0 12px; border: 0; border-radius: var(--radius); background: none; color: var(--text); font-weight: 500; text-decoration: none;
  }
  .place:hover { background: var(--hover); }
  .place weft-icon { color: var(--text-soft); }
  .place[aria-current] { background: var(--selected); font-weight: 650; }
  .place[aria-current] weft-icon { color: var(--accent); }
  .badge {
    margin-inline-start: auto; min-inline-size: 22px; padding: 0 7px; border-radius: 11px; background: var(--accent); color: var(--on-accent);
    font-size: var(--small); line-height: 22px; text-align: center;
  }
  .more { display: none; }
  .always, .rest { display: flex; flex-direction: column; gap: var(--s1); }
  .group { padding: var(--s3) 12px var(--s1); color: var(--text-soft); font-size: var(--small); font-weight: 600; }
  .foot { margin-block-start: auto; padding-block-start: var(--s3); }
  .who { display: flex; flex-direction: column; padding: 0 12px; }
  .who select { min-block-size: 36px; padding: var(--s1) var(--s2); font-weight: 600; }
  .name { font-weight: 650; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  .tools { flex-wrap: nowrap; padding: var(--s2) 0 0 12px; border-block-start: 1px solid var(--line); margin-block-start: var(--s2); }
  .live { display: inline-flex; flex: 1; align-items: center; gap: var(--s2); color: var(--text-soft); font-size: var(--small); }
  .live i { inline-size: 8px; block-size: 8px; border-radius: 50%; background: var(--accent); }
  .live.lost i { background: transparent; border: 2px solid var(--caution); }
  .live.connecting i { background: var(--line-strong); }

  @media (max-width: 1080px) and (min-width: 641px) {
    nav { padding-inline: var(--s2); align-items: stretch; }
    .wide, .place > span, .who, .live > span { display: none; }
    .brand { padding-inline: 10px; }
    .place { justify-content: center; padding: 0; }
    .badge { position: absolute; inset-block-start: 2px; inset-inline-end: 0; min-inline-size: 18px; padding: 0 4px; line-height: 18px; font-size: 0.6875rem; }
    .tools { flex-direction: column; padding: var(--s2) 0 0; }
    .live { flex: none; padding: var(--s2); }
  }

  @media (max-width: 640px) {
    :host { border: 0; border-block-start: 1px solid var(--line); background: var(--surface); padding-block-end: env(safe-area-inset-bottom); }
    nav { padding: 0; gap: 0; overflow: visible; flex-direction: column-reverse; }
    .brand { display: none; }
    .always { display: grid; grid-template-columns: repeat(4, 1fr); }
    .always .place { flex-direction: column; justify-content: center; gap: 2px; min-block-size: 56px; padding: var(--s1) 2px; border-radius: 0; font-size: 0.75rem; line-height: 1.2; text-align: center; }
    .always .place[aria-current] { background: none; color: var(--accent); }
    .always .badge { position: absolute; inset-block-start: 4px; inset-inline-start: 52%; min-inline-size: 18px; padding: 0 5px; line-height: 18px; font-size: 0.6875rem; }
    .more { display: flex; }
    .rest, .foot { display: none; }
    .open .rest, .open .foot { display: block; background: var(--surface); padding: var(--s2) 12px; margin: 0; }
    .open .rest { padding-block-end: 0; }
    .open .foot { border-block-start: 1px solid var(--line); box-shadow: var(--shadow); order: 3; }
    nav.open { max-block-size: calc(100dvh - 64px); overflow-y: auto; }
    nav.open .rest { order: 1; }
    nav.open .always { order: 0; border-block-start: 1px solid var(--line); }
  }

  @media (max-width: 640px) and (max-height: 420px) {
    .always .place { min-block-size: 36px; }
    .always .place weft-icon { display: none; }
    .always .badge { inset-block-start: 0; inset-inline: auto 0; }
    nav.open { max-block-size: 100dvh; }
    .open .brand { display: flex; order: 4; padding: var(--s2) var(--s4); background: var(--surface); font-size: var(--body); }
  }
`;
