// What people say about an element, and what is to be done; beside the document, so that talk makes no new version.
// Their buttons stay enabled when there is nothing to send: one that is disabled loses the focus of who goes by keyboard.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { addComment, addTask, changeComment, changeTask, comments, tasks, type Comment, type Task } from "../../model/api";
import { author } from "../../model/author";
import { day, time } from "../../model/format";
import { useLanguage } from "../../model/texts";
import { Button, Failed, Field, Loaded, Select } from "../../ui";
import { useT } from "./hooks";

function Thread({ comment, replies, reply, resolve }: { comment: Comment; replies: Comment[]; reply: (text: string) => void; resolve: (resolved: boolean) => void }) {
  const t = useT();
  const language = useLanguage();
  const [text, setText] = useState("");
  return (
    <li className={`map-thread${comment.resolved ? " resolved" : ""}`}>
      {[comment, ...replies].map((each) => <div key={each.id} className="map-comment"><b>{each.author}</b> <span className="soft small">{time(each.at, language)}</span><div>{each.text}</div></div>)}
      {!comment.resolved && (
        <form className="row" onSubmit={(event) => { event.preventDefault(); if (text.trim() !== "") { reply(text.trim()); setText(""); } }}>
          <Field label={t("reply")} value={text} onChange={setText} />
          <Button type="submit">{t("send")}</Button>
        </form>
      )}
      <Button kind="quiet" onPress={() => { resolve(!comment.resolved); }}>{comment.resolved ? t("reopen") : t("resolve")}</Button>
    </li>
  );
}

export function Discussion({ id, on }: { id: string; on: string }) {
  const t = useT();
  const queries = useQueryClient();
  const [text, setText] = useState("");
  const all = useQuery({ queryKey: ["comments", id], queryFn: () => comments(id) });
  const onSuccess = () => queries.invalidateQueries({ queryKey: ["comments", id] });
  const adding = useMutation({ mutationFn: (comment: { text: string; reply_to?: string }) => addComment(id, { on, author: author(), ...comment }), onSuccess });
  const isReady = text.trim() !== "" && !adding.isPending;
  const changing = useMutation({ mutationFn: ({ comment, resolved }: { comment: string; resolved: boolean }) => changeComment(id, comment, { resolved }), onSuccess });
  return (
    <>
      <form className="map-form" onSubmit={(event) => { event.preventDefault(); if (isReady) { adding.mutate({ text: text.trim() }); setText(""); } }}>
        <Field label={t("comment")} value={text} onChange={setText} lines={2} />
        <Button type="submit">{t("send")}</Button>
        {adding.isError && <Failed error={adding.error} />}
      </form>
      <Loaded query={all}>
        {(list) => {
          const here = list.filter((each) => each.on === on);
          return (
            <ul className="map-threads">
              {here.filter((each) => each.reply_to === null).reverse().map((each) => <Thread key={each.id} comment={each} replies={here.filter((one) => one.reply_to === each.id)} reply={(said) => { adding.mutate({ text: said, reply_to: each.id }); }} resolve={(resolved) => { changing.mutate({ comment: each.id, resolved }); }} />)}
            </ul>
          );
        }}
      </Loaded>
    </>
  );
}

const states: Task["state"][] = ["open", "doing", "done"];

export function Tasks({ id, on }: { id: string; on: string }) {
  const t = useT();
  const language = useLanguage();
  const queries = useQueryClient();
  const [text, setText] = useState("");
  const [owner, setOwner] = useState("");
  const [due, setDue] = useState("");
  const all = useQuery({ queryKey: ["tasks", id], queryFn: () => tasks(id) });
  const onSuccess = () => queries.invalidateQueries({ queryKey: ["tasks", id] });
  const adding = useMutation({ mutationFn: () => addTask(id, { on, text: text.trim(), owner: owner.trim(), author: author(), ...(due === "" ? {} : { due }) }), onSuccess: () => { setText(""); return onSuccess(); } });
  const isReady = text.trim() !== "" && !adding.isPending;
  const changing = useMutation({ mutationFn: ({ task, state }: { task: string; state: Task["state"] }) => changeTask(id, task, { state }), onSuccess });
  return (
    <>
      <Loaded query={all}>
        {(list) => (
          <ul className="map-threads">
            {list.filter((each) => each.on === on).map((each) => (
              <li key={each.id} className={`map-thread${each.state === "done" ? " resolved" : ""}`}>
                <div>{each.text}</div>
                <div className="soft small">{[each.owner, each.due === null ? "" : t("dueOn", { day: day(each.due, language, "UTC") })].filter(Boolean).join(" · ")}</div>
                <Select label={t("state")} value={each.state} onChange={(state) => { changing.mutate({ task: each.id, state }); }} choices={states.map((state) => ({ id: state, text: t(`task_${state}`) }))} />
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      <form className="map-form" onSubmit={(event) => { event.preventDefault(); if (isReady) adding.mutate(); }}>
        <Field label={t("newTask")} value={text} onChange={setText} lines={2} />
        <Field label={t("owner")} value={owner} onChange={setOwner} />
        <Field label={t("due")} type="date" value={due} onChange={setDue} />
        <Button type="submit">{t("addTask")}</Button>
        {adding.isError && <Failed error={adding.error} />}
      </form>
    </>
  );
}
