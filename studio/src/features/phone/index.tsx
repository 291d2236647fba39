// The button beside the map that brings a phone, which plays a customer of the demo company.
import { useQuery } from "@tanstack/react-query";
import { Smartphone } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { status } from "../../model/api";
import { useTexts } from "../../model/texts";
import { Button } from "../../ui";
import { isDemo } from "./model";
import "./phone.css";
import { texts } from "./texts";

const Phone = lazy(() => import("./Phone").then((each) => ({ default: each.Phone })));

/** Nothing where the events are a company's own. */
export default function PhonePanel() {
  const t = useTexts("phone", texts);
  const held = useQuery({ queryKey: ["status"], queryFn: status });
  const [isOpen, setOpen] = useState(false);
  if (held.data === undefined || !isDemo(held.data)) return null;
  if (isOpen) return <Suspense><Phone onClose={() => { setOpen(false); }} /></Suspense>;
  return <Button className="phone-button no-print" onPress={() => { setOpen(true); }}><Smartphone size={16} aria-hidden />{t("open")}</Button>;
}
