// A table whose cells are coloured by their share: retention, cohort by cohort.

export interface HeatCell {
  share: number | null;
  text: string;
  /** Not over yet: drawn with a dashed edge. */
  isOpen?: boolean;
  title?: string;
  onPress?: (() => void) | undefined;
}

/** Colours go from the paper to the accent; the largest share has the deepest. The text says the same. */
export function HeatTable({ label, corner, columns, rows }: { label: string; corner: string[]; columns: string[]; rows: { id: string; heads: string[]; cells: (HeatCell | null)[] }[] }) {
  const most = Math.max(0.0001, ...rows.flatMap((row) => row.cells.slice(1).map((cell) => cell?.share ?? 0)));
  return (
    <div className="table-wrap">
      <table className="heat" aria-label={label}>
        <thead>
          <tr>
            {[...corner, ...columns].map((head) => (
              <th key={head} scope="col">{head}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              {row.heads.map((head, at) => (at === 0 ? <th key={at} scope="row">{head}</th> : <td key={at}><span>{head}</span></td>))}
              {row.cells.map((cell, at) => {
                if (cell === null) return <td key={at} />;
                const depth = Math.min(1, (cell.share ?? 0) / most) * 45;
                return (
                  <td key={at} title={cell.title} className={cell.isOpen === true ? "open" : ""} style={{ background: `color-mix(in srgb, var(--accent) ${depth.toFixed(0)}%, var(--paper))` }}>
                    {cell.onPress === undefined ? <span>{cell.text}</span> : <button type="button" onClick={cell.onPress}>{cell.text}</button>}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
