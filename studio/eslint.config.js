import tseslint from "typescript-eslint";
import reactHooks from "eslint-plugin-react-hooks";

// What each layer may use: model → charts → ui → features → app. Features do not know one another.
const layers = { model: ["charts", "ui", "features", "app"], charts: ["ui", "features", "app"], ui: ["features", "app"], features: ["app"] };

export default tseslint.config(
  { ignores: ["dist", "node_modules", "src/model/generated"] },
  ...tseslint.configs.strict,
  reactHooks.configs.flat.recommended,
  { files: ["src/**"], rules: { "@typescript-eslint/no-explicit-any": "error", "@typescript-eslint/consistent-type-imports": "error" } },
  ...Object.entries(layers).map(([layer, above]) => ({
    files: [`src/${layer}/**`],
    rules: { "no-restricted-imports": ["error", { patterns: above.map((name) => ({ regex: `/${name}(/|$)`, message: `${layer} may not use ${name}` })) }] },
  })),
);
