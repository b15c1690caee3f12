/** The tab of the browser says how much is unread: before its title, and on its icon, which is drawn here. */

const plain = "/weft.svg";
const size = 64;
const most = 99;

let drawn = "";
/** The icons drawn so far, one per count: the browser may come for one late, after the next was set. */
const icons = new Map<string, string>();

export function showTab(title: string, unread: number): void {
  const count = unread > most ? `${most}+` : unread > 0 ? String(unread) : "";
  document.title = count ? `(${count}) ${title}` : title;
  if (count === drawn) return;
  drawn = count;
  void draw(count);
}

async function draw(count: string): Promise<void> {
  const link = document.querySelector<HTMLLinkElement>("link[rel=icon]");
  if (!link) return;
  if (count && !icons.has(count)) {
    const blob = await picture(count).catch(() => null);
    if (blob) icons.set(count, URL.createObjectURL(blob));
  }
  if (count !== drawn) return;
  const icon = icons.get(count);
  link.type = icon ? "image/png" : "image/svg+xml";
  link.href = icon ?? plain;
}

async function picture(count: string): Promise<Blob | null> {
  const mark = new Image(size, size);
  mark.src = plain;
  await mark.decode();
  const canvas = document.createElement("canvas");
  canvas.width = size;
  canvas.height = size;
  const pen = canvas.getContext("2d");
  if (!pen) return null;
  pen.drawImage(mark, 0, 0, size, size);
  const width = count.length > 2 ? size : count.length > 1 ? 50 : 38;
  pen.fillStyle = "#ffffff";
  pen.beginPath();
  pen.roundRect(size - width, size - 38, width, 38, 19);
  pen.fill();
  pen.fillStyle = "#0b6b60";
  pen.font = `700 ${count.length > 2 ? 28 : 32}px system-ui, sans-serif`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(count, size - width / 2, size - 18, width - 6);
  return new Promise((done) => canvas.toBlob(done));
}
