// A curve through points without overshoot (monotone cubic, d3-shape), cut into its parts, so that each part can be
// drawn in its own way and still meets its neighbours smoothly.
import { area, curveMonotoneX, line, type CurveGenerator } from "d3-shape";

export interface CurvePoint {
  x: number;
  y: number;
}
export interface BandPoint {
  x: number;
  low: number;
  high: number;
}

const rounded = (value: number) => Math.round(value * 10) / 10;

/** Takes down what a curve draws, part by part. */
class Parts {
  readonly parts: string[] = [];
  private at = "";
  private move(x: number, y: number) { this.at = `${rounded(x)},${rounded(y)}`; }
  moveTo(x: number, y: number) { this.move(x, y); }
  lineTo(x: number, y: number) {
    this.parts.push(`M${this.at}L${rounded(x)},${rounded(y)}`);
    this.move(x, y);
  }
  bezierCurveTo(ax: number, ay: number, bx: number, by: number, x: number, y: number) {
    this.parts.push(`M${this.at}C${rounded(ax)},${rounded(ay)} ${rounded(bx)},${rounded(by)} ${rounded(x)},${rounded(y)}`);
    this.move(x, y);
  }
  closePath() { /* A line is not closed. */ }
}

/** The paths from each point to the next, one fewer than points. */
export function curveParts(points: readonly CurvePoint[]): string[] {
  const taken = new Parts();
  const curve: CurveGenerator = curveMonotoneX(taken as unknown as CanvasRenderingContext2D);
  curve.lineStart();
  for (const { x, y } of points) curve.point(x, y);
  curve.lineEnd();
  // A single point is drawn as a dot by whoever asks, not as a line.
  return points.length < 2 ? [] : taken.parts;
}

export function curvePath(points: readonly CurvePoint[]): string {
  return line<CurvePoint>(({ x }) => x, ({ y }) => y).curve(curveMonotoneX)([...points]) ?? "";
}

/** The area between two curves, such as the ends of an interval. */
export function bandPath(points: readonly BandPoint[]): string {
  if (points.length < 2) return "";
  return area<BandPoint>().x(({ x }) => x).y0(({ low }) => low).y1(({ high }) => high).curve(curveMonotoneX)([...points]) ?? "";
}
