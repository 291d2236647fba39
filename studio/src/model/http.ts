// How the studio speaks to the server: JSON in, JSON out, one kind of error, and streams of server-sent events.

/** What the server says of a refusal; `body` has what else came with it (a conflict's other side). */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly where: string,
    readonly hint: string,
    readonly body: unknown = undefined,
  ) {
    super(message);
  }
}

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
export interface Sent {
  body?: unknown;
  signal?: AbortSignal | undefined;
}

interface ErrorBody {
  error?: { code?: string; message?: string; where?: string; hint?: string };
}

async function refused(response: Response): Promise<ApiError> {
  const text = await response.text();
  let body: ErrorBody = {};
  try {
    body = JSON.parse(text) as ErrorBody;
  } catch {
    // Not ours: a proxy's page.
  }
  const { code = "unknown", message = `${response.status} ${response.statusText}`, where = "", hint = "" } = body.error ?? {};
  return new ApiError(response.status, code, message, where, hint, body);
}

async function fetched(method: Method, path: string, { body, signal }: Sent): Promise<Response> {
  const init: RequestInit = { method, credentials: "same-origin", signal: signal ?? null };
  if (body instanceof Blob) init.body = body;
  else if (body !== undefined) {
    init.body = JSON.stringify(body);
    init.headers = { "Content-Type": "application/json" };
  }
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError(0, "unreachable", "The server cannot be reached", path, "", error);
  }
  if (!response.ok) throw await refused(response);
  return response;
}

/** The answer of a route; T is what its documentation says it is. */
export async function call<T>(method: Method, path: string, sent: Sent = {}): Promise<T> {
  const response = await fetched(method, path, sent);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

/** A file that the server makes, with the name that it gives. */
export async function download(method: Method, path: string, sent: Sent = {}): Promise<{ blob: Blob; name: string }> {
  const response = await fetched(method, path, sent);
  const name = /filename="([^"]+)"/.exec(response.headers.get("Content-Disposition") ?? "")?.[1] ?? "cairn";
  return { blob: await response.blob(), name };
}

/** Takes the events of one server-sent stream apart; text may come in any pieces. */
export function eventReader(take: (event: string, data: string) => void): (text: string) => void {
  let rest = "";
  return (text) => {
    rest = (rest + text).replaceAll("\r\n", "\n");
    for (let end = rest.indexOf("\n\n"); end >= 0; end = rest.indexOf("\n\n")) {
      const lines = rest.slice(0, end).split("\n");
      rest = rest.slice(end + 2);
      const of = (field: string) => lines.filter((line) => line.startsWith(`${field}:`)).map((line) => line.slice(field.length + 1).trimStart());
      const data = of("data");
      if (data.length > 0) take(of("event")[0] ?? "message", data.join("\n"));
    }
  };
}

const retryMs = 2000;

/**
 * Follows what a route answers, anew each time it changes, until the signal aborts; a broken connection is made again.
 * A refusal is told once and ends it.
 */
export async function follow<T>(path: string, body: unknown, signal: AbortSignal, take: (answer: T) => void, fail: (error: ApiError) => void): Promise<void> {
  while (!signal.aborted) {
    try {
      const response = await fetched("POST", path, { body, signal });
      const read = eventReader((event, data) => {
        if (event === "error") fail(errorOf(data));
        else take(JSON.parse(data) as T);
      });
      const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
      for (let part = await reader?.read(); part !== undefined && !part.done; part = await reader?.read()) read(part.value);
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof ApiError && error.status >= 400 && error.status < 500) return fail(error);
    }
    await new Promise((resolve) => setTimeout(resolve, retryMs));
  }
}

function errorOf(data: string): ApiError {
  const { code = "unknown", message = data, where = "", hint = "" } = JSON.parse(data) as NonNullable<ErrorBody["error"]>;
  return new ApiError(0, code, message, where, hint);
}
