import { html, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { api } from "../api/client";
import type { Device } from "../api/types";
import { t } from "../i18n";
import { Paged } from "../state/paged";
import { session } from "../state/session";
import { TablePage } from "../ui/table-page";
import { cleanName } from "../ui/text";
import "../ui/table-row";
import "../ui/time";

/** Where this account is signed in; each can be ended from here. */
@customElement("weft-devices")
export class WeftDevices extends TablePage<Device> {
  protected override readonly rows = new Paged<Device>(api.devices, (device) => device.id);
  protected override readonly words = {
    title: "title.devices",
    intro: "devices.intro",
    failed: "devices.failed",
    none: "devices.none",
    noneText: "devices.none.text",
  } as const;

  protected override keyOf(device: Device): string {
    return device.id;
  }

  private readonly told = session.takeTold();

  protected override above(): TemplateResult {
    return this.told ? html`<p role="status">${t(this.told)}</p>` : html``;
  }

  protected override action(): TemplateResult {
    return html`<a class="button" href="/password">${t("title.password")}</a>`;
  }

  protected override row(device: Device): TemplateResult {
    const at = device.lastSeenAt ?? device.createdAt ?? null;
    return html`<weft-table-row
      name=${browserName(device.userAgent) || t("devices.unknown")}
      tag=${device.current ? t("devices.this") : ""}
      .about=${html`${t("devices.seen")} <weft-time .at=${at}></weft-time>${device.source ? html`, ${cleanName(device.source)}` : ""}`}
      action=${device.current ? t("signout") : t("devices.end")}
      sure=${device.current ? "" : t("devices.end.sure")}
      @act=${() => this.end(device)}
    ></weft-table-row>`;
  }

  private async end(device: Device): Promise<void> {
    await this.change(async () => {
      if (device.current) {
        await session.signOut();
        return;
      }
      await api.endDevice(device.id);
      this.rows.remove(device.id);
    });
  }
}

/** "Firefox, Linux" out of a User-Agent line; what is not known stays as it came, cut short. */
function browserName(line: string | null | undefined): string {
  const agent = cleanName(line);
  const browser = /(Firefox|Edg|OPR|Chrome|Safari|curl)(?=\/)/.exec(agent)?.[1];
  const system = /(Android|iPhone|iPad|Windows|Mac OS X|Linux)/.exec(agent)?.[1];
  const names: Record<string, string> = { Edg: "Edge", OPR: "Opera", "Mac OS X": "macOS" };
  const found = [browser, system].filter((word) => word !== undefined).map((word) => names[word] ?? word);
  return found.length > 0 ? found.join(", ") : agent.slice(0, 60);
}
