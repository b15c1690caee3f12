import { css } from "lit";

export const bubbleStyles = css`
  :host { display: flex; flex-direction: column; align-items: flex-start; padding-block: 1px; content-visibility: auto; contain-intrinsic-size: auto 72px; }
  :host([pictured]) { contain-intrinsic-size: auto 384px; }
  :host(weft-bubble:not([drawn])) { content-visibility: hidden; }
  :host([soon]) { content-visibility: visible; }
  :host([first]) { padding-block-start: 6px; }
  :host([last]) { padding-block-end: 6px; }
  :host([mine]) { align-items: flex-end; }
  .bubble {
    max-inline-size: min(85%, 600px); padding: 6px 12px 2px; border: 1px solid var(--line); border-radius: 4px var(--radius-large) var(--radius-large) 4px;
    background: var(--raised); min-inline-size: 96px;
  }
  :host([last]) .bubble { border-end-start-radius: var(--radius-large); }
  :host([mine]) .bubble { border-color: var(--mine-line); border-radius: var(--radius-large) 4px 4px var(--radius-large); background: var(--mine); }
  :host([mine][last]) .bubble { border-end-end-radius: var(--radius-large); }
  .title { font-weight: 650; unicode-bidi: isolate; overflow-wrap: anywhere; }
  .text { white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: isolate; }
  blockquote { margin: 0 0 var(--s2); padding-inline-start: var(--s2); border-inline-start: 3px solid var(--line-strong); color: var(--text-soft); font-size: var(--small); overflow-wrap: anywhere; white-space: pre-wrap; unicode-bidi: isolate; }
  .kinds { display: flex; flex-wrap: wrap; gap: 2px var(--s2); margin: var(--s1) 0 0; padding: 0; list-style: none; color: var(--text-soft); overflow-wrap: anywhere; }
  .text > :where(p, ul, ol, blockquote, pre), li > :where(p, ul, ol, blockquote, pre), blockquote > :where(p, ul, ol, blockquote, pre) { margin: 0; }
  .text > * + *, li > * + *, blockquote > * + * { margin-block-start: var(--s1); }
  .text :is(ul, ol) { padding-inline-start: var(--s4); }
  .text ul { list-style: disc; }
  .text ol { list-style: decimal; }
  .text :is(p, li) { unicode-bidi: isolate; }
  .text code { font-family: var(--mono); font-size: 0.92em; }
  .text :not(pre) > code { padding: 1px var(--s1); border-radius: 4px; background: var(--hover); }
  .text pre { padding: var(--s2); border-radius: var(--radius); background: var(--hover); white-space: pre-wrap; overflow-wrap: anywhere; }
  .foot { display: flex; flex-wrap: wrap; align-items: center; gap: 0 var(--s2); min-block-size: 24px; }
  .foot .link { font-size: var(--small); }
  @media (hover: hover) {
    .quiet { opacity: 0; }
    .bubble:hover .quiet, .foot:focus-within .quiet { opacity: 1; }
  }
  .fields { margin-block-start: var(--s2); }
  .files { display: grid; gap: var(--s2); margin-block-start: var(--s2); inline-size: 280px; max-inline-size: 100%; }
  .state { display: flex; flex-wrap: wrap; align-items: center; gap: 2px 6px; min-block-size: 24px; margin-inline-start: auto; color: var(--text-soft); font-size: var(--small); text-decoration: none; }
  a.state:hover { text-decoration: underline; color: var(--text); }
  .state weft-icon { inline-size: 15px; block-size: 15px; }
  .bad { color: var(--danger); font-weight: 550; }
  .warn { display: flex; gap: var(--s2); margin-block-end: var(--s2); color: var(--caution); font-size: var(--small); font-weight: 550; line-height: 1.35; }
  .warn.wrong { color: var(--danger); }
  .warn weft-icon { inline-size: 17px; block-size: 17px; }
`;
