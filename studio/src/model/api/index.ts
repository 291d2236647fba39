// Every route that the studio calls, one file a resource.
export * from "./journeys";
export * from "./markers";
export * from "./measured";
export * from "./session";
export * from "./settings";
