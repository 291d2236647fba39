// The frame: who is signed in, the navigation, and the screen of the address.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useState, type ReactNode } from "react";
import { I18nProvider } from "react-aria-components";
import { Link, Route, Switch, useLocation } from "wouter";
import { journeys, session, signIn, status } from "../model/api";
import { ApiError } from "../model/http";
import { localeOf } from "../model/language";
import { useLanguage, useTexts } from "../model/texts";
import { Failed, Loading, Toasts } from "../ui";
import { isAt, screens } from "./screens";
import { SignIn } from "./SignIn";
import { texts } from "./texts";

const Shared = lazy(() => import("../features/map/SharedMap"));
const Start = lazy(() => import("../features/start"));
const PhonePanel = lazy(() => import("../features/phone"));

/** The token of a link such as #token=…, taken out of the address before anything else sees it. */
function tokenOfAddress(): string | null {
  const found = /^#token=(\S+)$/.exec(location.hash)?.[1] ?? null;
  if (found !== null) history.replaceState(null, "", location.pathname + location.search);
  return found;
}
const linked = tokenOfAddress();
let entering: Promise<unknown> | null = linked === null ? null : signIn(linked).catch(() => undefined);

async function whoIsThere(): Promise<{ user: string } | null> {
  await entering;
  entering = null;
  try {
    const [there] = await Promise.all([session(), screens.find((each) => isAt(each, location.pathname))?.bring()]);
    return there;
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  }
}

function Navigation() {
  const t = useTexts("app", texts);
  const [here] = useLocation();
  return (
    <nav className="navigation no-print" aria-label={t("navigation")}>
      <Link href="/" className="brand" aria-label="Cairn">
        <svg viewBox="0 0 16 16" width="26" height="26" aria-hidden>
          <g fill="currentColor">
            <ellipse cx="8" cy="13" rx="7" ry="2.4" />
            <ellipse cx="8" cy="8.6" rx="5" ry="2" />
            <ellipse cx="8" cy="4.6" rx="3" ry="1.7" />
          </g>
        </svg>
      </Link>
      {screens.map((screen) => {
        const { name, path, icon: Icon, bring } = screen;
        const soon = () => { bring().catch(() => undefined); };
        return (
          <Link key={name} href={path} className="navigation-item" aria-current={isAt(screen, here) ? "page" : undefined} onPointerEnter={soon} onFocus={soon}>
            <Icon size={20} aria-hidden />
            <span>{t(name)}</span>
          </Link>
        );
      })}
    </nav>
  );
}

function NoPage() {
  const t = useTexts("app", texts);
  return (
    <div className="state">
      {t("noPage")} <Link href="/">{t("home")}</Link>
    </div>
  );
}

/** The map, or, where there is none yet, the way to one. */
function Home({ children }: { children: ReactNode }) {
  const held = useQuery({ queryKey: ["status"], queryFn: status });
  const kept = useQuery({ queryKey: ["journeys"], queryFn: journeys });
  return held.data?.events === 0 || kept.data?.length === 0 ? <Start /> : children;
}

function Frame() {
  const t = useTexts("app", texts);
  const [here] = useLocation();
  return (
    <div className="frame">
      <a className="skip" href="#content">{t("skip")}</a>
      <Navigation />
      <main id="content" tabIndex={-1}>
        <Suspense fallback={<Loading />}>
          <Switch>
            {screens.map(({ name, path, pattern, component: Screen }) => [
              <Route key={name} path={pattern}><Screen /></Route>,
              path !== pattern && path === "/" ? <Route key="/" path="/"><Home><Screen /></Home></Route> : null,
            ])}
            <Route path="/start"><Start /></Route>
            <Route><NoPage /></Route>
          </Switch>
          {(here === "/" || here.startsWith("/map")) && <Suspense><PhonePanel /></Suspense>}
        </Suspense>
      </main>
    </div>
  );
}

/** Whoever is signed out meanwhile (the server started again, 12 hours of rest) is asked to sign in, where they are. */
function useSignedOut(): boolean {
  const queries = useQueryClient();
  const [isOut, setOut] = useState(false);
  useEffect(() => queries.getQueryCache().subscribe(({ query }) => {
    const error: unknown = query.state.error;
    if (error instanceof ApiError && error.status === 401) setOut(true);
    if (query.queryKey[0] === "session" && query.state.data !== undefined && query.state.data !== null && query.state.status === "success") setOut(false);
  }), [queries]);
  return isOut;
}

function Inside() {
  const there = useQuery({ queryKey: ["session"], queryFn: whoIsThere, staleTime: Infinity });
  const isOut = useSignedOut();
  if (there.isError) return <Failed error={there.error} again={() => void there.refetch()} />;
  if (there.data === undefined) return <Loading />;
  if (there.data === null || isOut) return <SignIn wasIn={isOut} />;
  return <Frame />;
}

export function App() {
  const language = useLanguage();
  return (
    <I18nProvider locale={localeOf[language]}>
      <Switch>
        <Route path="/shared/:token">
          <Suspense fallback={<Loading />}><Shared /></Suspense>
        </Route>
        <Route><Inside /></Route>
      </Switch>
      <Toasts />
    </I18nProvider>
  );
}
