// Every route that the studio calls, one file a resource.
export * from "./ask";
export * from "./customers";
export * from "./journeys";
export * from "./markers";
export * from "./measured";
export * from "./session";
export * from "./settings";
