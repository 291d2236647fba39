// Every route that the studio calls, one file a resource.
export * from "./ask";
export * from "./customers";
export * from "./journeys";
export * from "./library";
export * from "./markers";
export * from "./measured";
export * from "./profile";
export * from "./session";
export * from "./settings";
export * from "./sources";
export * from "./start";
