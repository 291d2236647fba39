// A phone beside the map that plays a customer of the demo company: what is tapped here is sent as real messages.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { playPhone, type PhoneAct } from "../../model/api";
import { awaitGrowth } from "../../model/growing";
import { ApiError } from "../../model/http";
import { useTexts } from "../../model/texts";
import { Button, Failed } from "../../ui";
import { acts, after, canDo, nobody, type Played } from "./model";
import { texts } from "./texts";

const said = { follow: "scanned", bind: "bound", rate: "rated" } as const;
const answered = { follow: "welcome", bind: "thanksBind", rate: "thanksRate" } as const;

const codeCells = 21, finderCells = 7;

/** Whether a cell is dark: the three finders in the corners, and in between a pattern that says nothing. */
function isDark(x: number, y: number): boolean {
  const far = codeCells - finderCells;
  const corner = [[0, 0], [far, 0], [0, far]].find(([left = 0, top = 0]) => x >= left - 1 && x <= left + finderCells && y >= top - 1 && y <= top + finderCells);
  if (corner === undefined) return (x * x * 7 + y * 13 + x * y * 5) % 11 < 5;
  const middle = (finderCells - 1) / 2;
  const ring = Math.max(Math.abs(x - (corner[0] ?? 0) - middle), Math.abs(y - (corner[1] ?? 0) - middle));
  return ring === middle || ring <= 1;
}

/** A code as on a poster: a drawing, nothing to scan. */
function Code({ label }: { label: string }) {
  const cells = Array.from({ length: codeCells * codeCells }, (_, i) => ({ x: i % codeCells, y: Math.floor(i / codeCells) }));
  return (
    <svg viewBox={`-2 -2 ${codeCells + 4} ${codeCells + 4}`} width="132" role="img" aria-label={label} shapeRendering="crispEdges">
      {cells.filter(({ x, y }) => isDark(x, y)).map(({ x, y }) => <rect key={`${x} ${y}`} x={x} y={y} width="1" height="1" fill="var(--ink)" />)}
    </svg>
  );
}

function Chat({ played, replies, isWaiting }: { played: Played; replies: readonly (string | undefined)[]; isWaiting: boolean }) {
  const t = useTexts("phone", texts);
  return (
    <div className="phone-chat" role="log" aria-label={t("account")} tabIndex={0}>
      {played.done.length === 0 && <Code label={t("code")} />}
      {played.done.map((act, i) => [
        <p key={act} className="me"><span className="hidden-text">{t("me")}: </span>{t(said[act])}</p>,
        <p key={`${act} answer`} className="shop">{replies[i] ?? t(answered[act])}</p>,
      ])}
      {isWaiting && <p className="me">{t("waiting")}</p>}
    </div>
  );
}

export function Phone({ onClose }: { onClose: () => void }) {
  const t = useTexts("phone", texts);
  const queries = useQueryClient();
  const [played, setPlayed] = useState<Played>(nobody);
  const [replies, setReplies] = useState<(string | undefined)[]>([]);
  const playing = useMutation({
    mutationFn: (act: PhoneAct) => {
      awaitGrowth();
      return playPhone(act, played.customer);
    },
    onSuccess: ({ customer, reply }, act) => {
      setPlayed((old) => after(old, act, customer));
      setReplies((old) => [...old, reply]);
      void queries.invalidateQueries({ queryKey: ["status"] });
    },
  });
  // The act that was tapped cannot be tapped again: the keyboard goes on at the next one.
  const place = useRef<HTMLElement>(null);
  useEffect(() => {
    if (played.done.length === 0) return;
    place.current?.querySelector<HTMLElement>(".phone-acts button:enabled")?.focus({ preventScroll: true });
    const chat = place.current?.querySelector(".phone-chat");
    chat?.scrollTo(0, chat.scrollHeight);
  }, [played]);
  const start = () => { setPlayed(nobody); setReplies([]); playing.reset(); };
  const hasNoRoute = playing.error instanceof ApiError && (playing.error.status === 404 || playing.error.status === 405);
  return (
    <aside ref={place} className="phone no-print" aria-label={t("title")} onKeyDown={(event) => { if (event.key === "Escape") onClose(); }}>
      <div className="phone-head">
        <h2>{t("account")}</h2>
        <Button kind="quiet" aria-label={t("close")} autoFocus onPress={onClose}>×</Button>
      </div>
      <Chat played={played} replies={replies} isWaiting={playing.isPending} />
      <div className="phone-acts">
        <small className="soft">{t("hint")}</small>
        {acts.map((act) => <Button key={act} kind={canDo(played, act) ? "primary" : "plain"} isDisabled={!canDo(played, act) || playing.isPending} onPress={() => { playing.mutate(act); }}>{t(act)}</Button>)}
        {played.done.length > 0 && <Button kind="quiet" onPress={start}>{t("again")}</Button>}
        {playing.isError && (hasNoRoute ? <p role="alert">{t("noRoute")}</p> : <Failed error={playing.error} />)}
      </div>
    </aside>
  );
}
