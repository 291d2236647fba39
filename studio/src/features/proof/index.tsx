import { Empty } from "../../ui";

export default function Screen() {
  return <Empty />;
}
