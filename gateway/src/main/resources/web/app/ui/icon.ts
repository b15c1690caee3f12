import { css, html, LitElement, svg } from "lit";
import { customElement, property } from "lit/decorators.js";

/** Outlines on a 24-unit grid, drawn for Weft. */
const shapes = {
  messages: svg`<path d="M4 5h16v11H9l-5 4z"/>`,
  write: svg`<path d="M12 5v14M5 12h14"/>`,
  address: svg`<path d="M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h3v3M20 14v.01M17 20h3v-3"/>`,
  devices: svg`<path d="M3 5h13v9H3zM7 18h6M18 9h3v10h-5v-2"/>`,
  members: svg`<circle cx="9" cy="8" r="3.5"/><path d="M3 19c.6-3.4 2.9-5 6-5s5.4 1.6 6 5M16 5a3.5 3.5 0 0 1 0 6.500M17.5 14.500c2 .6 3.1 2.1 3.5 4.5"/>`,
  invite: svg`<path d="M3 6h18v12H3zM3 7l9 6 9-6"/>`,
  node: svg`<circle cx="12" cy="12" r="2.5"/><circle cx="5" cy="5" r="2"/><circle cx="19" cy="5" r="2"/><circle cx="12" cy="20" r="2"/><path d="M6.5 6.500l3.5 3.500M17.5 6.500L14 10M12 14.500V18"/>`,
  settings: svg`<path d="M4 7h9M17 7h3M4 17h3M11 17h9"/><circle cx="15" cy="7" r="2"/><circle cx="9" cy="17" r="2"/>`,
  search: svg`<circle cx="11" cy="11" r="6"/><path d="M20 20l-4.5-4.5"/>`,
  back: svg`<path d="M14 5l-7 7 7 7"/>`,
  close: svg`<path d="M6 6l12 12M18 6L6 18"/>`,
  copy: svg`<path d="M9 9h11v11H9zM5 15H4V4h11v1"/>`,
  attach: svg`<path d="M19 11l-7.5 7.500a4.5 4.5 0 0 1-6.4-6.400L12.5 4.700a3 3 0 0 1 4.3 4.300l-7 7a1.5 1.5 0 0 1-2.1-2.100L14 7.5"/>`,
  send: svg`<path d="M4 5l17 7-17 7 3-7zM7 12h8"/>`,
  info: svg`<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5M12 8v.01"/>`,
  warning: svg`<path d="M12 4l9 16H3zM12 10v5M12 17.500v.01"/>`,
  check: svg`<path d="M5 13l4 4 10-11"/>`,
  download: svg`<path d="M12 4v11M7 11l5 5 5-5M5 20h14"/>`,
  file: svg`<path d="M6 3h8l4 4v14H6zM14 3v4h4"/>`,
  announce: svg`<circle cx="12" cy="12" r="2"/><path d="M8 16a5.5 5.5 0 0 1 0-8M16 8a5.5 5.5 0 0 1 0 8M5 19a10 10 0 0 1 0-14M19 5a10 10 0 0 1 0 14"/>`,
  menu: svg`<path d="M4 7h16M4 12h16M4 17h16"/>`,
  help: svg`<circle cx="12" cy="12" r="8.5"/><path d="M9.5 9.500a2.5 2.5 0 1 1 3.5 2.300c-.7.3-1 .8-1 1.700M12 16.500v.01"/>`,
  leave: svg`<path d="M10 5H5v14h5M14 8l4 4-4 4M18 12H9"/>`,
  clock: svg`<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5l3 2"/>`,
  offline: svg`<path d="M4 4l16 16M8.5 14.500a5 5 0 0 1 5-1M5 11a10 10 0 0 1 4-2.400M13 8a10 10 0 0 1 6 3M12 18v.01"/>`,
} as const;

export type IconName = keyof typeof shapes;

/** A picture beside words, or inside a button that has a label of its own; never read aloud. */
@customElement("weft-icon")
export class WeftIcon extends LitElement {
  static override styles = css`
    :host { display: inline-flex; inline-size: 20px; block-size: 20px; flex: none; }
    svg { inline-size: 100%; block-size: 100%; fill: none; stroke: currentcolor; stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round; }
  `;

  @property() name: IconName = "info";

  override render() {
    return html`<svg viewBox="0 0 24 24" aria-hidden="true">${shapes[this.name]}</svg>`;
  }
}
