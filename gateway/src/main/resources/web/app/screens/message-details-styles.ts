import { css } from "lit";

export const detailStyles = css`
  :host { position: relative; overflow-y: auto; overscroll-behavior: contain; }
  section { padding: var(--s2) var(--s3) var(--s4) var(--s4); }
  header { display: flex; align-items: center; justify-content: space-between; margin-block-end: var(--s2); min-block-size: 48px; }
  .now { display: flex; gap: var(--s2); padding: 12px; margin-inline-end: var(--s2); border-radius: var(--radius); background: var(--hover); }
  .now p { color: var(--text-soft); font-size: var(--small); margin-block-start: 2px; }
  .now.good weft-icon { color: var(--accent); }
  .now.bad { background: var(--danger-ground); }
  .now.bad b, .now.bad weft-icon { color: var(--danger); }
  .now.caution { background: var(--caution-ground); }
  .now.caution b, .now.caution weft-icon { color: var(--caution); }
  dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 6px var(--s3); margin-block: var(--s3); align-items: center; }
  dt { color: var(--text-soft); }
  details { margin-block-end: var(--s3); border-block: 1px solid var(--line); }
  summary { padding-block: var(--s2); min-block-size: 40px; font-weight: 600; cursor: pointer; }
  details dl { margin-block-start: 0; }
  h3 { font-size: var(--body); margin: var(--s4) 0 var(--s2); }
  ol { margin-block-end: var(--s4); }
  li { display: grid; padding-inline-end: var(--s2); grid-template-columns: 64px minmax(0, 1fr); padding-block: 6px; border-block-start: 1px solid var(--line); font-size: var(--small); overflow-wrap: anywhere; }
  li weft-time { color: var(--text-soft); }
  .ask { padding: 12px; border: 1px solid var(--danger); border-radius: var(--radius); margin-inline-end: var(--s2); }
  .ask p { margin-block-end: var(--s2); }
`;
