/** A chart as a picture file: its canvas on the page's ground, with a title that says what it shows. */
import { saveBlob } from "./csv.ts";

const TITLE_PX = 15;
const MARGIN_PX = 24;

export async function savePng(chart: HTMLCanvasElement, title: string, name: string): Promise<void> {
  const blob = await new Promise<Blob | null>((resolve) => framed(chart, title).toBlob(resolve, "image/png"));
  if (blob === null) return;
  saveBlob(name, blob);
}

/** The canvas is as dense as the screen; so is the picture. */
function framed(chart: HTMLCanvasElement, title: string): HTMLCanvasElement {
  const density = chart.width / chart.clientWidth;
  const [margin, titlePx] = [MARGIN_PX * density, TITLE_PX * density];
  const picture = document.createElement("canvas");
  picture.width = chart.width + 2 * margin;
  picture.height = chart.height + 2 * margin + 2 * titlePx;
  const context = picture.getContext("2d");
  if (context === null) return chart;
  const style = getComputedStyle(chart.closest(".card") ?? document.body);
  context.fillStyle = style.backgroundColor;
  context.fillRect(0, 0, picture.width, picture.height);
  context.fillStyle = style.color;
  context.font = `600 ${titlePx}px ${style.fontFamily}`;
  context.textBaseline = "top";
  context.fillText(title, margin, margin, picture.width - 2 * margin);
  context.drawImage(chart, margin, margin + 2 * titlePx);
  return picture;
}
