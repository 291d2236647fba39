// A directed graph, laid out in ranks by dagre: transitions.
import { Graph as DagreGraph, layout } from "@dagrejs/dagre";

export interface GraphEdge {
  from: string;
  to: string;
  weight: number;
  text: string;
}

const nodeHeight = 34;
const perLetter = 8.2;
const isWide = (text: string) => [...text].reduce((sum, each) => sum + (each.charCodeAt(0) > 0x2e80 ? 2 : 1), 0);

const round = (value: number) => value.toFixed(1);
const pathOf = (points: { x: number; y: number }[]) => points.map(({ x, y }, at) => `${at === 0 ? "M" : "L"}${round(x)} ${round(y)}`).join(" ");

export function Graph({ edges, label, nameOf = (id) => id }: { edges: GraphEdge[]; label: string; nameOf?: (id: string) => string }) {
  const graph = new DagreGraph({ multigraph: true });
  graph.setGraph({ rankdir: "LR", nodesep: 18, ranksep: 90, marginx: 16, marginy: 16 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const id of new Set(edges.flatMap(({ from, to }) => [from, to]))) graph.setNode(id, { width: isWide(nameOf(id)) * perLetter + 24, height: nodeHeight });
  // dagre ranks by whole weights only.
  for (const { from, to, weight } of edges) graph.setEdge(from, to, { weight: 1 + Math.round(Math.log2(weight + 1)), width: 40, height: 14 });
  if (edges.length > 0) layout(graph);
  if (edges.length === 0) return null;
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  const most = Math.max(1, ...edges.map((edge) => edge.weight));
  return (
    <div className="graph" tabIndex={0} role="region" aria-label={label}>
      <svg width={width} height={height} role="img" aria-label={label}>
        <defs>
          <marker id="graph-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto">
            <path d="M0 0 8 4 0 8z" fill="var(--accent)" />
          </marker>
        </defs>
        {edges.map((edge) => {
          const laid = graph.edge(edge.from, edge.to) as { points?: { x: number; y: number }[]; x?: number; y?: number } | undefined;
          if (laid?.points === undefined) return null;
          return (
            <g key={`${edge.from}→${edge.to}`} className="edge">
              <path d={pathOf(laid.points)} strokeWidth={1 + 7 * Math.sqrt(edge.weight / most)} markerEnd="url(#graph-arrow)" />
              <text x={laid.x ?? laid.points[1]?.x ?? 0} y={(laid.y ?? laid.points[1]?.y ?? 0) - 3} textAnchor="middle">{edge.text}</text>
            </g>
          );
        })}
        {graph.nodes().map((id) => {
          const { x = 0, y = 0, width: w = 0 } = graph.node(id) as { x?: number; y?: number; width?: number };
          return (
            <g key={id} className="node" transform={`translate(${round(x - w / 2)} ${round(y - nodeHeight / 2)})`}>
              <rect width={w} height={nodeHeight} rx={6} />
              <text x={w / 2} y={nodeHeight / 2 + 5} textAnchor="middle">{nameOf(id)}</text>
            </g>
          );
        })}
      </svg>
    </div>
  );
}
