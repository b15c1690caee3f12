import { css } from "lit";

export const threadStyles = css`
  :host { display: flex; flex-direction: column; }
  header { display: flex; align-items: center; gap: var(--s2); min-block-size: 64px; padding: var(--s2) var(--s4); border-block-end: 1px solid var(--line); background: var(--surface); }
  header > div { min-inline-size: 0; }
  header h1 { font-size: var(--lead); line-height: 1.35; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  .back { display: none; }
  .middle { position: relative; flex: 1; min-block-size: 0; }
  .middle.dragging { outline: 2px dashed var(--accent); outline-offset: -8px; }
  .scroll { position: relative; block-size: 100%; overflow-y: auto; overscroll-behavior: contain; }
  .scroll[held] { overflow-anchor: none; }
  .scroll:focus-visible { outline-offset: -3px; }
  .messages { max-inline-size: 880px; margin: 0 auto; padding: var(--s3) var(--s4); }
  .day { margin: var(--s3) 0 var(--s2); color: var(--text-soft); font-size: var(--small); font-weight: 600; text-align: center; }
  .unread { display: flex; align-items: center; gap: var(--s2); color: var(--accent); }
  .unread::before, .unread::after { content: ""; flex: 1; border-block-start: 1px solid currentColor; }
  .older { display: flex; margin: 0 auto; }
  .below { position: absolute; inset-block-end: var(--s3); inset-inline-start: 50%; translate: -50% 0; border-radius: 20px; box-shadow: var(--shadow); }
  .stranger {
    display: flex; gap: var(--s2); max-inline-size: 560px; margin: var(--s2) auto var(--s3); padding: 12px var(--s3); border: 1px solid var(--line);
    border-radius: var(--radius); background: var(--surface); color: var(--text-soft); font-size: var(--small);
  }
  .standing { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: var(--s2); padding: var(--s2) var(--s4); border-block-end: 1px solid var(--line); background: var(--caution-ground); color: var(--caution); }
  .block { margin-inline-start: auto; }
  .about { display: flex; align-items: center; gap: var(--s2); }
  @media (max-height: 420px) {
    header { min-block-size: 40px; padding-block: 0; }
    .middle { overflow-y: auto; }
    .below { inset-block-end: var(--s1); min-block-size: 28px; padding-inline: 12px; font-size: var(--small); white-space: nowrap; }
    .messages { padding-block: var(--s1); }
    .day { margin: var(--s1) 0; }
    .messages .standing { margin-block-start: var(--s1); padding: var(--s1) var(--s2); gap: var(--s1); border: 0; border-radius: var(--radius); font-size: var(--small); }
    .messages .standing button { min-block-size: 32px; padding-inline: var(--s2); font-size: var(--small); }
  }
  @media (max-width: 640px) {
    header { padding-inline: var(--s2); }
    .back { display: inline-flex; }
    .messages { padding-inline: 12px; }
  }
`;
