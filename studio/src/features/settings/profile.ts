// The profile document as the two lists edit it: read, changed, saved as a whole, with undo of what was removed.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { profileDocument, setProfileDocument, type ProfileDocument } from "../../model/api";
import { useTexts } from "../../model/texts";
import { toast } from "../../ui";
import { texts } from "./texts";

export function useProfile() {
  const t = useTexts("settings", texts);
  const queries = useQueryClient();
  const kept = useQuery({ queryKey: ["profile", "document"], queryFn: profileDocument });
  const saving = useMutation({
    mutationFn: setProfileDocument,
    onSuccess: ({ doubts }) => {
      if (doubts.length > 0) toast(t("doubts", { text: doubts.join("; ") }));
      return queries.invalidateQueries({ queryKey: ["profile"] });
    },
  });
  /** The whole document, so that undo is the document from before. */
  const save = (document: ProfileDocument, said: string, before?: ProfileDocument) =>
    saving.mutateAsync(document).then(() => { toast(said, before === undefined ? undefined : { text: t("undo"), run: () => { saving.mutate(before); } }, "profile"); });
  return { kept, saving, save };
}
