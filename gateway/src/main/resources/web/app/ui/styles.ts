import { css } from "lit";

/** What every component shares: text, buttons, fields, focus. Colours and sizes come from tokens.css. */
export const base = css`
  :host { color: var(--text); font: var(--body) / 1.5 var(--font); }
  :host([hidden]), [hidden] { display: none !important; }
  *, *::before, *::after { box-sizing: border-box; }
  h1, h2, h3, p, ul, ol, dl, dd { margin: 0; padding: 0; }
  ul, ol { list-style: none; }
  h1 { font-size: var(--title); line-height: 1.25; font-weight: 650; letter-spacing: -0.01em; }
  h2 { font-size: var(--lead); line-height: 1.35; font-weight: 650; }
  a { color: var(--accent); text-underline-offset: 2px; }
  :focus { outline: none; }
  :focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
  .soft { color: var(--text-soft); }
  .small { font-size: var(--small); }
  .mono { font-family: var(--mono); font-size: 0.92em; overflow-wrap: anywhere; }
  .hidden-text {
    position: absolute; inline-size: 1px; block-size: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;
  }
  @media (prefers-reduced-motion: reduce) {
    *, *::before, *::after { transition: none !important; animation: none !important; }
  }
`;

export const controls = css`
  button, .button {
    display: inline-flex; align-items: center; justify-content: center; gap: var(--s2);
    min-block-size: 40px; padding: 0 var(--s3); border: 1px solid var(--line-strong); border-radius: var(--radius);
    background: var(--surface); color: var(--text); font: 600 var(--body) / 1.2 var(--font); text-decoration: none;
    cursor: pointer; transition: background 120ms;
  }
  button:hover, .button:hover { background: var(--hover); }
  button[disabled] { cursor: default; opacity: 0.55; }
  button.primary, .button.primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
  button.primary:not([disabled]):hover, .button.primary:hover { background: var(--accent-hover); }
  button.plain, .button.plain { border-color: transparent; background: transparent; }
  button.plain:hover, .button.plain:hover { background: var(--hover); }
  button.danger { color: var(--danger); }
  button.icon, .button.icon { inline-size: 40px; padding: 0; }
  button.link {
    min-block-size: 24px; padding: 0; border: 0; background: none; color: var(--accent); font-weight: 500;
    text-decoration: underline; text-underline-offset: 2px;
  }
  .row { display: flex; flex-wrap: wrap; align-items: center; gap: var(--s2); }
  form, .stack { display: flex; flex-direction: column; gap: var(--s3); }
  label, .label { display: block; font-weight: 600; margin-block-end: var(--s1); }
  .counted { display: flex; align-items: baseline; justify-content: space-between; gap: var(--s2); }
  .count { color: var(--text-soft); font-size: var(--small); font-variant-numeric: tabular-nums; }
  .count.over { color: var(--danger); font-weight: 550; }
  .hint { margin-block-start: var(--s1); color: var(--text-soft); font-size: var(--small); }
  .error { margin-block-start: var(--s1); color: var(--danger); font-size: var(--small); font-weight: 500; }
  input, select, textarea {
    inline-size: 100%; min-block-size: 40px; padding: var(--s2) 12px; border: 1px solid var(--line-strong);
    border-radius: var(--radius); background: var(--surface); color: var(--text); font: inherit;
  }
  input::placeholder, textarea::placeholder { color: var(--text-soft); opacity: 1; }
  input[aria-invalid="true"] { border-color: var(--danger); }
  input:focus-visible, select:focus-visible, textarea:focus-visible { outline-offset: -1px; }
`;

/** A page beside the sidebar: a heading, then cards one under another. */
export const page = css`
  :host { display: block; block-size: 100%; position: relative; overflow-y: auto; overscroll-behavior: contain; }
  .page { max-inline-size: 800px; margin: 0 auto; padding: var(--s5) var(--s4) var(--s6); }
  .page > header { display: flex; flex-wrap: wrap; align-items: center; gap: var(--s3); margin-block-end: var(--s4); }
  .page > header > div { flex: 1 1 260px; }
  .page > header p { color: var(--text-soft); margin-block-start: var(--s1); }
  .card {
    border: 1px solid var(--line); border-radius: var(--radius-large); background: var(--surface); padding: var(--s4);
    margin-block-end: var(--s3);
  }
  .card > h2 { margin-block-end: var(--s2); }
  dl.facts { display: grid; grid-template-columns: minmax(112px, max-content) 1fr; gap: var(--s2) var(--s3); }
  dl.facts dt { color: var(--text-soft); }
  @media (max-width: 640px) {
    .page { padding: var(--s3) var(--s3) var(--s5); }
    .card { padding: var(--s3); }
  }
`;
